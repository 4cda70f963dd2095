using NeuralCore.Backends;
namespace NeuralCore.Tests.Backends.Cpu;

/// <summary>The pool runs each part once, whatever happens around it. (No other test may change the thread count meanwhile.)</summary>
[Collection(nameof(Threads))]
public sealed class CpuWorkerPoolTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Each_part_runs_exactly_once(int threads)
    {
        using var _ = new ThreadCount(threads);
        foreach (var parts in (int[])[0, 1, 2, 3, 64, 1000])
        {
            var runs = new int[parts];
            WorkerPool.For(parts, part => Interlocked.Increment(ref runs[part]));
            Assert.All(runs, count => Assert.Equal(1, count));
        }
    }

    [Fact]
    public void Thousands_of_short_jobs_lose_no_part()
    {
        using var _ = new ThreadCount(3);
        var sum = 0;
        for (var job = 0; job < 5000; job++) WorkerPool.For(3, _ => Interlocked.Increment(ref sum));
        Assert.Equal(15000, sum);
    }

    [Fact]
    public void A_job_inside_a_job_runs_inline()
    {
        using var _ = new ThreadCount(2);
        var sum = 0;
        WorkerPool.For(8, outer =>
        {
            var thread = Environment.CurrentManagedThreadId;
            WorkerPool.For(8, inner =>
            {
                Assert.Equal(thread, Environment.CurrentManagedThreadId);
                Interlocked.Add(ref sum, outer * inner);
            });
        });
        Assert.Equal(28 * 28, sum);
    }

    [Fact]
    public void The_first_exception_reaches_the_caller_and_the_pool_lives_on()
    {
        using var _ = new ThreadCount(2);
        var error = Assert.Throws<ShapeException>(() =>
            WorkerPool.For(100, part => { if (part == 57) throw new ShapeException("part 57"); }));
        Assert.Equal("part 57", error.Message);

        var runs = 0;
        WorkerPool.For(100, _ => Interlocked.Increment(ref runs));
        Assert.Equal(100, runs);
    }

    [Fact]
    public void A_body_may_refer_to_the_heap_while_the_collector_moves_it()
    {
        using var _ = new ThreadCount(2);
        for (var round = 0; round < 20; round++)
        {
            var body = new Collecting(new int[200], round);
            WorkerPool.For(200, body);
            Assert.All(body.Marks, mark => Assert.Equal(round + 1, mark));
        }
    }

    [Fact]
    public void Two_threads_may_call_at_once()
    {
        using var _ = new ThreadCount(2);
        var sums = new long[4];
        var callers = Enumerable.Range(0, 4).Select(caller => new Thread(() =>
        {
            for (var job = 0; job < 200; job++)
                WorkerPool.For(10, part => Interlocked.Add(ref sums[caller], part));
        })).ToArray();
        foreach (var caller in callers) caller.Start();
        foreach (var caller in callers) caller.Join();
        Assert.All(sums, sum => Assert.Equal(200 * 45, sum));
    }

    private readonly struct Collecting(int[] marks, int round) : IParts
    {
        public int[] Marks => marks;

        public void Invoke(int part)
        {
            if (part % 50 == 7) GC.Collect(0, GCCollectionMode.Forced, blocking: true, compacting: true);
            marks[part] += new int[100].Length / 100 + round;
        }
    }

    [Fact]
    public void A_thread_count_below_one_is_refused()
    {
        var error = Assert.Throws<UsageException>(() => Threads.Count = 0);
        Assert.Contains("0 threads", error.Message);
    }
}
