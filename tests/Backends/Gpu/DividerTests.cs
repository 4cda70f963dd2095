using NeuralCore.Backends.Gpu;

namespace NeuralCore.Tests.Backends.Gpu;

public sealed class DividerTests
{
    [Fact]
    public void Quotient_and_remainder_are_exact_up_to_the_largest_number()
    {
        var random = new Random(1);
        int[] divisors = [1, 2, 3, 5, 7, 641, 1 << 16, (1 << 16) + 1, 1 << 30, (1 << 30) + 1, int.MaxValue - 1, int.MaxValue, .. Draw(500)];
        foreach (var d in divisors)
        {
            var divider = new Divider(d);
            int[] around = [0, 1, d - 1, d, int.MaxValue, int.MaxValue - 1, int.MaxValue / d * d, int.MaxValue / d * d - 1, .. Draw(50)];
            foreach (var n in around) Assert.Equal(Math.DivRem(n, d), divider.DivRem(n));
        }

        IEnumerable<int> Draw(int count) => Enumerable.Range(0, count).Select(_ => Math.Max(1, random.Next() >> random.Next(31)));
    }
}
