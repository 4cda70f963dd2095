using System.Diagnostics;
using NeuralCore.Data;

namespace NeuralCore.Tests.Data;

/// <summary>Epochs are a function of seed and number, whoever prepares them; workers are bounded, fail in the open and end when told.</summary>
public sealed class DataLoaderTests
{
    private static DataLoader Loader(IDataset dataset, int workers = 0, LastBatch last = LastBatch.Keep, ulong seed = 7) =>
        new(dataset, 4) { Seed = seed, Shuffles = true, Workers = workers, Last = last };

    private static (float[] Inputs, long[] Targets)[] Read(IEnumerable<(Tensor Inputs, Tensor Targets)> epoch) =>
        [.. epoch.Select(b => (b.Inputs.ToArray<float>(), b.Targets.ToArray<long>()))];

    private static int[] Numbers((float[] Inputs, long[] Targets)[] batches) => [.. batches.SelectMany(b => b.Inputs.Chunk(6)).Select(e => (int)e[0])];

    private static void AssertSame((float[], long[])[] expected, (float[], long[])[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        foreach (var (a, b) in expected.Zip(actual))
        {
            Assert.Equal(a.Item1, b.Item1);
            Assert.Equal(a.Item2, b.Item2);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(30)]
    public void Any_number_of_workers_gives_the_epochs_of_none(int workers)
    {
        var (alone, helped) = (Loader(new DrawnDataset(39)), Loader(new DrawnDataset(39), workers));
        for (var epoch = 0; epoch < 3; epoch++) AssertSame(Read(alone.Epoch(epoch)), Read(helped.Epoch(epoch)));
    }

    [Fact]
    public void Every_epoch_has_each_example_once_in_an_order_and_with_draws_of_its_own()
    {
        var loader = Loader(new DrawnDataset(39));
        var (first, second) = (Read(loader.Epoch(0)), Read(loader.Epoch(1)));
        Assert.Equal(Enumerable.Range(0, 39), Numbers(first).Order());
        Assert.Equal(Enumerable.Range(0, 39), Numbers(second).Order());
        Assert.NotEqual(Numbers(first), Numbers(second));
        Assert.All(first, b => Assert.Equal(b.Inputs.Chunk(6).Select(e => (long)e[0] % 2), b.Targets));

        // 2 epochs × 39 examples × 5 draws of 53 bits: all different, or two examples share a stretch of the stream.
        var draws = first.Concat(second).SelectMany(b => b.Inputs.Chunk(6)).Select(e => string.Join(' ', e[1..])).ToArray();
        Assert.Equal(2 * 39, draws.Distinct().Count());
        Assert.NotEqual(Numbers(first), Numbers(Read(Loader(new DrawnDataset(39), seed: 8).Epoch(0))));
        Assert.Equal(Enumerable.Range(0, 39), Numbers(Read(new DataLoader(new DrawnDataset(39), 4).Epoch(5))));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void An_epoch_may_start_at_any_step_without_reading_what_lies_before(int workers)
    {
        var whole = Read(Loader(new DrawnDataset(39)).Epoch(2));
        for (var step = 0; step <= whole.Length; step++)
        {
            var dataset = new DrawnDataset(39);
            AssertSame(whole[step..], Read(Loader(dataset, workers).Epoch(2, step)));
            Assert.Equal(Math.Max(0, 39 - 4 * step), dataset.Readings);
        }
    }

    [Theory]
    [InlineData(LastBatch.Keep, 9, "4 4 1")]
    [InlineData(LastBatch.Drop, 9, "4 4")]
    [InlineData(LastBatch.Join, 9, "4 5")]
    [InlineData(LastBatch.Join, 10, "4 4 2")]
    [InlineData(LastBatch.Join, 8, "4 4")]
    [InlineData(LastBatch.Drop, 8, "4 4")]
    [InlineData(LastBatch.Join, 1, "1")]
    [InlineData(LastBatch.Keep, 3, "3")]
    [InlineData(LastBatch.Keep, 0, "")]
    public void The_rest_is_kept_dropped_or_a_lone_one_joined(LastBatch last, int count, string sizes)
    {
        foreach (var workers in (int[])[0, 2])
        {
            var loader = Loader(new DrawnDataset(count), workers, last);
            var batches = Read(loader.Epoch(0));
            Assert.Equal(sizes, string.Join(' ', batches.Select(b => b.Targets.Length)));
            Assert.Equal(batches.Length, loader.Steps);
        }
    }

    [Fact]
    public void Workers_run_ahead_by_two_batches_each_and_use_their_buffers_again()
    {
        var dataset = new DrawnDataset(400);
        var loader = Loader(dataset, workers: 3);
        var taken = 0;
        foreach (var _ in loader.Epoch(0))
        {
            taken++;
            if (taken is 1 or 50) Settle(dataset);
            Assert.InRange(dataset.Readings, 4 * taken, 4 * (taken + 6));
        }
        Assert.Equal(100, taken);

        Assert.Equal(6, loader.Buffers);
        for (var epoch = 1; epoch < 5; epoch++) Assert.Equal(100, loader.Epoch(epoch).Count());
        foreach (var _ in loader.Epoch(5)) break;
        Assert.Equal(6, loader.Buffers);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void An_example_that_cannot_be_read_throws_where_its_batch_is_due(int workers)
    {
        var loader = Loader(new DrawnDataset(40) { Reading = i => Fail(i, 17) }, workers);
        var due = Array.IndexOf(Numbers(Read(Loader(new DrawnDataset(40)).Epoch(0))), 17) / 4;
        for (var time = 0; time < 2; time++)
        {
            List<Tensor> got = [];
            var error = Assert.Throws<DataException>(() =>
            {
                foreach (var (inputs, _) in loader.Epoch(0)) got.Add(inputs);
            });
            Assert.Equal("images/17.png is cut short", error.Message);
            Assert.Contains(nameof(Fail), error.StackTrace);   // the worker's own trace, not that of a wrapper
            Assert.Equal(due, got.Count);
        }
    }

    [Fact]
    public void Of_several_bad_examples_the_first_in_order_is_named_whatever_the_workers()
    {
        var order = Numbers(Read(Loader(new DrawnDataset(40)).Epoch(0)));
        var first = order.First(i => i % 3 == 0);
        foreach (var workers in (int[])[0, 1, 4])
            Assert.Equal($"images/{first}.png is cut short",
                Assert.Throws<DataException>(() => Read(Loader(new DrawnDataset(40) { Reading = i => Fail(i, i % 3 == 0 ? i : -1) }, workers).Epoch(0))).Message);
    }

    [Fact]
    public void Leaving_early_ends_the_workers_within_an_example()
    {
        var dataset = new DrawnDataset(4000) { Reading = _ => Thread.Sleep(1) };
        var loader = Loader(dataset, workers: 4);
        var clock = Stopwatch.StartNew();
        for (var time = 0; time < 5; time++)
            foreach (var _ in loader.Epoch(time)) break;
        var readings = dataset.Readings;
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 5);   // reading all would take 4 s an epoch
        Thread.Sleep(30);
        Assert.Equal(readings, dataset.Readings);

        // Nor does one that was opened and never read from, or read to its end, leave anything behind.
        using (loader.Epoch(0).GetEnumerator())
        {
        }
        Assert.Equal(readings, dataset.Readings);
        Assert.Equal(1000, Loader(new DrawnDataset(4000), workers: 4).Epoch(0).Count());
    }

    [Fact]
    public void Two_epochs_of_one_loader_may_be_under_way_at_once()
    {
        var loader = Loader(new DrawnDataset(39), workers: 2);
        var both = loader.Epoch(0).Zip(loader.Epoch(1)).Select(p => (A: p.First.Inputs.ToArray<float>(), B: p.Second.Inputs.ToArray<float>())).ToArray();
        Assert.Equal(Read(loader.Epoch(0)).Select(b => b.Inputs), both.Select(p => p.A));
        Assert.Equal(Read(loader.Epoch(1)).Select(b => b.Inputs), both.Select(p => p.B));
    }

    [Fact]
    public void What_cannot_be_is_refused()
    {
        Assert.Contains("batch of 0", Assert.Throws<UsageException>(() => new DataLoader(new DrawnDataset(3), 0)).Message);
        Assert.Contains("-1 workers", Assert.Throws<UsageException>(() => new DataLoader(new DrawnDataset(3), 1) { Workers = -1 }).Message);
        Assert.Contains("use a smaller batch", Assert.Throws<UsageException>(() => new DataLoader(new DrawnDataset(int.MaxValue), int.MaxValue)).Message);
        Assert.Contains("3 examples do not fill", Assert.Throws<UsageException>(() => Loader(new DrawnDataset(3), last: LastBatch.Drop).Epoch(0)).Message);
        Assert.Contains("count from 0", Assert.Throws<UsageException>(() => Loader(new DrawnDataset(3)).Epoch(-1)).Message);
        Assert.Contains("another seed", Assert.Throws<UsageException>(() => Loader(new DrawnDataset(3000)).Epoch(2_000_000)).Message);
        var greedy = new DrawnDataset(5);
        Assert.Contains("drew 65,537 times for example 0", Assert.Throws<UsageException>(() => Read(new DataLoader(new GreedyDataset(greedy), 4).Epoch(0))).Message);
    }

    private static void Fail(int index, int bad)
    {
        if (index == bad) throw new DataException($"images/{index}.png is cut short");
    }

    // Waits until the workers have run as far ahead as they may.
    private static void Settle(DrawnDataset dataset)
    {
        for (int before = -1, quiet = 0; quiet < 5; quiet = before == dataset.Readings ? quiet + 1 : 0)
        {
            before = dataset.Readings;
            Thread.Sleep(5);
        }
    }

    private sealed class GreedyDataset(IDataset inner) : IDataset
    {
        public int Count => inner.Count;

        public Shape InputShape => inner.InputShape;

        public Shape TargetShape => inner.TargetShape;

        public IReadOnlyList<string> ClassNames => inner.ClassNames;

        public void Read(int index, Generator random, Span<float> input, Span<long> target)
        {
            for (var i = 0; i <= 1 << 16; i++) random.Next();
        }
    }
}
