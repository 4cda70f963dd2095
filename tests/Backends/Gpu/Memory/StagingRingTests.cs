using NeuralCore.Backends.Gpu;

namespace NeuralCore.Tests.Backends.Gpu;

public class StagingRingTests
{
    [Fact]
    public void Nothing_is_overwritten_before_the_copies_are_done()
    {
        var ring = new StagingRing(1024);
        HashSet<int> busy = [];
        var random = new Random(3);
        var waits = 0;
        for (var i = 0; i < 10_000; i++)
        {
            var bytes = random.Next(1, ring.LargestStretch + 1);
            var start = ring.Reserve(bytes);
            if (start < 0)
            {
                waits++;
                busy.Clear();
                ring.Clear();
                start = ring.Reserve(bytes);
            }
            Assert.InRange(start, 0, 1024 - bytes);
            for (var at = start; at < start + bytes; at++) Assert.True(busy.Add(at), $"byte {at} is still being read");
        }
        Assert.InRange(waits, 1, 5000);
    }
}
