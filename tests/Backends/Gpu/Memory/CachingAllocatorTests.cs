using System.Runtime.CompilerServices;
using CsCheck;
using NeuralCore.Backends.Gpu;
using Block = NeuralCore.Backends.Gpu.MemoryBlock<NeuralCore.Tests.Backends.Gpu.FakeSegments.Segment>;

namespace NeuralCore.Tests.Backends.Gpu;

public class CachingAllocatorTests
{
    private const long Mebi = 1 << 20;

    // What breaks: once more is taken than the limit, and nothing of it serves a request, every new segment costs a collection.
    [Fact]
    public void A_full_cache_does_not_make_every_new_segment_a_collection()
    {
        var allocator = new CachingAllocator<FakeSegments.Segment>(new FakeSegments());
        foreach (var size in (int[])[1100, 1200, 1300, 1400]) allocator.Give(allocator.Take(size * Mebi));   // none is split
        var before = allocator.Collections;

        for (var block = 0; block < 200; block++) allocator.Take(Mebi / 2);   // four to a segment

        Assert.InRange(allocator.Collections - before, 0, 2);
    }

    [Fact]
    public void Blocks_never_overlap_are_aligned_and_all_merge_back()
    {
        Gen.Select(Gen.Int[0, 9], Gen.Long[1, 3 * Mebi], Gen.Int[0, 30]).Array[1, 200].Sample(steps =>
        {
            var source = new FakeSegments();
            var allocator = new CachingAllocator<FakeSegments.Segment>(source);
            List<Block> live = [];
            foreach (var (kind, size, which) in steps)
            {
                if (kind < 4 && live.Count > 0)
                {
                    allocator.Give(live[which % live.Count]);
                    live.RemoveAt(which % live.Count);
                }
                else
                {
                    var bytes = kind == 9 ? 20 * size : kind > 6 ? size : size % 5000 + 1;
                    var block = allocator.Take(bytes);
                    Assert.True(block.Bytes >= bytes && block.Offset % 256 == 0 && block.Offset + block.Bytes <= block.Segment.Memory.Bytes);
                    Assert.DoesNotContain(live, other => other.Segment == block.Segment && other.Offset < block.Offset + block.Bytes && block.Offset < other.Offset + other.Bytes);
                    live.Add(block);
                }
                Assert.Equal(live.Sum(block => block.Bytes), allocator.BytesInUse);
                Assert.Equal(source.Out.Sum(segment => segment.Bytes), allocator.BytesReserved);
            }
            foreach (var block in live) allocator.Give(block);
            Assert.Equal(0, allocator.BytesInUse);
            allocator.GiveSegmentsBack();
            Assert.Empty(source.Out);   // only a segment that merged back into one block can be given back
            Assert.Equal(0, allocator.BytesReserved);
        }, iter: 200, seed: "0N0XIzNsQ0O2");
    }

    [Fact]
    public void A_thousand_equal_steps_take_nothing_new_after_the_first()
    {
        var source = new FakeSegments();
        var allocator = new CachingAllocator<FakeSegments.Segment>(source);
        long[] sizes = [4, 1000, 70_000, 3 * Mebi, 12 * Mebi, 25 * Mebi, 999, 5 * Mebi];
        var taken = 0;
        for (var step = 0; step < 1000; step++)
        {
            var blocks = sizes.Select(allocator.Take).ToList();
            foreach (var block in blocks) allocator.Give(block);
            if (step == 0) taken = source.Taken;
        }
        Assert.Equal(taken, source.Taken);
    }

    [Fact]
    public void Ragged_batches_reuse_what_the_whole_ones_left()
    {
        var source = new FakeSegments();
        var allocator = new CachingAllocator<FakeSegments.Segment>(source);
        var random = new Random(1);
        long reserved = 0;
        for (var step = 0; step < 1000; step++)
        {
            var batch = step == 0 ? 128 : random.Next(1, 129);
            var blocks = Enumerable.Range(1, 12).Select(layer => allocator.Take(batch * layer * 40_000L)).ToList();
            foreach (var block in blocks.OrderBy(_ => random.Next())) allocator.Give(block);
            if (step == 0) reserved = allocator.BytesReserved;
        }
        Assert.True(allocator.BytesReserved <= reserved * 5 / 4, $"{reserved >> 20} MiB became {allocator.BytesReserved >> 20}");
    }

    [Fact]
    public void When_the_device_refuses_what_is_cached_goes_back_and_it_is_asked_again()
    {
        var source = new FakeSegments(total: 100 * Mebi);
        var allocator = new CachingAllocator<FakeSegments.Segment>(source);
        var first = allocator.Take(60 * Mebi);
        allocator.Give(first);
        var second = allocator.Take(80 * Mebi);
        Assert.Equal(80 * Mebi, second.Bytes);
        Assert.Equal(80 * Mebi, allocator.BytesReserved);
    }

    [Fact]
    public void Out_of_memory_is_one_error_with_every_figure_and_what_fits_still_works()
    {
        var allocator = new CachingAllocator<FakeSegments.Segment>(new FakeSegments(total: 100 * Mebi));
        var held = allocator.Take(64 * Mebi);
        var error = Assert.Throws<DeviceException>(() => allocator.Take(50 * Mebi));
        Assert.Equal("fake:0 has no memory for 50 MiB more: of 100 MiB, 64 MiB are in use by tensors and 0 MiB cached; use a smaller batch, or end scopes earlier", error.Message);
        Assert.Equal(64 * Mebi, allocator.BytesInUse);
        allocator.Give(held);
        Assert.Equal(50 * Mebi, allocator.Take(50 * Mebi).Bytes);
    }

    [Fact]
    public void A_piece_larger_than_the_device_gives_is_refused_with_its_largest()
    {
        var allocator = new CachingAllocator<FakeSegments.Segment>(new FakeSegments(total: 1000 * Mebi, largest: 100 * Mebi));
        Assert.Contains("no memory for 200 MiB more (the largest piece it gives is 100 MiB)", Assert.Throws<DeviceException>(() => allocator.Take(200 * Mebi)).Message);
        Assert.NotNull(allocator.Take(100 * Mebi));
    }

    [Fact]
    public void No_block_lies_beyond_what_32_bits_reach_from_the_start_of_its_segment()
    {
        var allocator = new CachingAllocator<FakeSegments.Segment>(new FakeSegments());
        allocator.Give(allocator.Take(8L << 30));
        for (var i = 0; i < 100; i++)
        {
            var block = allocator.Take(200 * Mebi);
            Assert.True(block.Offset + block.Bytes <= 1 << 30);
        }
        Assert.Equal(0, allocator.Take(8L << 30).Offset);
    }

    [Fact]
    public void Dropped_tensors_are_collected_before_the_device_is_asked_for_more()
    {
        var source = new FakeSegments();
        var allocator = new CachingAllocator<FakeSegments.Segment>(source);
        for (var i = 0; i < 200; i++) Drop(allocator);
        Assert.True(allocator.BytesReserved <= 1 << 30, $"{allocator.BytesReserved >> 20} MiB were taken for 20 MiB blocks that nobody refers to");
    }

    [Fact]
    public void A_segment_outlives_the_tensors_in_it()
    {
        var (source, allocator) = Used();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.True(source.Last.IsAlive);   // else its own finalizer would have ended it, and the next tensor be given what is gone
        GC.KeepAlive(allocator);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static (ForgetfulSegments, CachingAllocator<FakeSegments.Segment>) Used()
        {
            var source = new ForgetfulSegments();
            var allocator = new CachingAllocator<FakeSegments.Segment>(source);
            allocator.Take(25 * Mebi);
            return (source, allocator);
        }
    }

    [Fact]
    public void The_peak_counts_from_its_reset()
    {
        var allocator = new CachingAllocator<FakeSegments.Segment>(new FakeSegments());
        allocator.Give(allocator.Take(30 * Mebi));
        Assert.Equal(30 * Mebi, allocator.PeakBytesInUse);
        allocator.ResetPeak();
        allocator.Give(allocator.Take(Mebi));
        Assert.Equal(Mebi, allocator.PeakBytesInUse);
    }

    [Fact]
    public async Task Threads_may_take_and_give_at_once()
    {
        var allocator = new CachingAllocator<FakeSegments.Segment>(new FakeSegments());
        await Task.WhenAll(Enumerable.Range(0, 4).Select(seed => Task.Run(() =>
        {
            var random = new Random(seed);
            List<Block> live = [];
            for (var i = 0; i < 2000; i++)
            {
                if (live.Count > 20 || (live.Count > 0 && random.Next(2) == 0))
                {
                    allocator.Give(live[0]);
                    live.RemoveAt(0);
                }
                else live.Add(allocator.Take(random.Next(1, 100_000)));
            }
            foreach (var block in live) allocator.Give(block);
        })));
        Assert.Equal(0, allocator.BytesInUse);
        allocator.GiveSegmentsBack();
        Assert.Equal(0, allocator.BytesReserved);
    }

    private static void Drop(CachingAllocator<FakeSegments.Segment> allocator) => _ = new Finalized(allocator);

    private sealed class ForgetfulSegments : ISegmentSource<FakeSegments.Segment>
    {
        public WeakReference Last { get; } = new(null);

        public string Name => "fake:0";

        public long TotalBytes => long.MaxValue;

        public long LargestSegment => long.MaxValue;

        public FakeSegments.Segment TryTake(long bytes)
        {
            var segment = new FakeSegments.Segment(bytes);
            Last.Target = segment;
            return segment;
        }

        public void Give(FakeSegments.Segment segment) { }
    }

    // Stands in for a storage.
    private sealed class Finalized(CachingAllocator<FakeSegments.Segment> allocator)
    {
        private readonly Block _block = allocator.Take(20 * Mebi);

        ~Finalized() => allocator.Give(_block);
    }
}
