using NeuralCore.Backends.Gpu;

namespace NeuralCore.Tests.Backends.Gpu;

/// <summary>A device without memory: counts what is taken and given back, and refuses beyond its size.</summary>
internal sealed class FakeSegments(long total = long.MaxValue, long largest = long.MaxValue) : ISegmentSource<FakeSegments.Segment>
{
    public sealed class Segment(long bytes)
    {
        public long Bytes { get; } = bytes;
    }

    public HashSet<Segment> Out { get; } = [];

    public int Taken { get; private set; }

    public string Name => "fake:0";

    public long TotalBytes => total;

    public long LargestSegment => largest;

    public Segment? TryTake(long bytes)
    {
        Assert.True(bytes <= largest, $"{bytes} bytes were asked in one piece of a device that gives {largest}");
        if (Out.Sum(segment => segment.Bytes) > total - bytes) return null;
        var segment = new Segment(bytes);
        Out.Add(segment);
        Taken++;
        return segment;
    }

    public void Give(Segment segment) => Assert.True(Out.Remove(segment), "a segment was given back twice");
}
