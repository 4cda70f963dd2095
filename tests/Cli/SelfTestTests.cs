using NeuralCore.Cli;
using NeuralCore.Cli.SelfTests;
using NeuralCore.Cli.SelfTests.Checks;
using NeuralCore.Cli.SelfTests.Samples;
using NeuralCore.Tests.Serialization;

namespace NeuralCore.Tests.Cli;

/// <summary><c>neuralcore devices --selftest</c>: what fails is reported and the rest still runs; what cannot begin says why.</summary>
public sealed class SelfTestTests
{
    // So many that 256 bytes a step are more than the 32 KiB that the check allows.
    private const int Steps = 200;

    [Theory]
    [InlineData("devices --selftset ptx", "unknown option '--selftset'", "did you mean '--selftest'")]
    [InlineData("devices --selftest cpu", "--selftest tests GPUs", "cpu", "ptx")]
    [InlineData("devices --selftest gpu", "no device 'gpu'")]
    [InlineData("devices --dump kernels", "--selftest")]
    [InlineData("devices --report report.md", "--selftest")]
    public async Task A_mistake_is_told_in_one_sentence(string line, params string[] words) =>
        (await CommandLine.RunAsync(line.Split(' '))).AssertRefused(ExitCodes.Usage, words);

    [Fact]
    public async Task Without_a_GPU_there_is_nothing_to_test_but_what_is_named()
    {
        if (GpuDiscovery.Best != "cpu") Assert.Skip("needs a machine without a GPU");
        (await CommandLine.RunAsync("devices", "--selftest")).AssertRefused(ExitCodes.Device, "no GPU to test", "--selftest ptx");
        (await CommandLine.RunAsync("devices", "--selftest", "cuda")).AssertRefused(ExitCodes.Device, "cuda:0");
    }

    [Fact]
    public void A_check_that_fails_or_throws_does_not_keep_the_next_from_running()
    {
        var stand = Stand();
        var runs = SelfTest.Run(stand,
        [
            new Planned("good", () => new(CheckOutcome.Passed, "fine")),
            new Planned("bad", () => CheckResult.Of("two of three", ["one is wrong"], ["a line"])),
            new Planned("ugly", () => throw new InvalidOperationException("a fault of ours")),
            new Planned("last", () => new(CheckOutcome.Passed, "still here")),
        ]);
        Assert.Equal(["passed", "failed", "failed", "passed"], runs.Select(run => run.Word));
        Assert.Equal("1 failed: one is wrong", runs[1].Result.Summary);
        Assert.Contains("a fault of ours", runs[2].Result.Summary);
        Assert.Contains("2/4 bad … failed", stand.Progress.ToString());

        using var folder = new TemporaryFolder();
        var file = folder["report.md"];
        SelfTestReport.Write(file, stand, runs);
        var report = File.ReadAllText(file);
        Assert.StartsWith("# Self-test of ptx\n", report);
        Assert.Contains("| bad | failed | 0.0 | 1 failed: one is wrong |", report);
        Assert.Contains("- **failed**: one is wrong", report);
        Assert.Equal(["report.md"], folder.Files);
    }

    [Fact]
    public void An_interruption_ends_the_run_between_two_samples()
    {
        using var interruption = new CancellationTokenSource();
        var stand = new SelfTestStand("ptx", new StringWriter(), interruption.Token);
        var error = Assert.Throws<InterruptedException>(() => SelfTest.Run(stand,
        [
            new Planned("before", () =>
            {
                interruption.Cancel();
                return new(CheckOutcome.Passed, "");
            }),
            new AgreementCheck("samples", Sample.Registered),
        ]));
        Assert.Contains("after 1 of 2 checks", error.Message);
        Assert.Equal(ExitCodes.Interrupted, ExitCodes.Of(error));
    }

    [Fact]
    public void Right_numbers_pass_and_wrong_ones_are_told_with_their_place()
    {
        var sample = Sample.Registered.First(s => s.Name == "relu");
        var values = SampleRun.On(sample, Device.Reference, ElementType.Float64);
        Assert.Null(Agreement.Fault(sample, ElementType.Float32, values, values));
        var wrong = values.Select(v => v.ToArray()).ToArray();
        wrong[1][2] += 0.01;
        Assert.Contains("result 1, element 2", Agreement.Fault(sample, ElementType.Float32, values, wrong));
        wrong[1][2] = double.NaN;
        Assert.Contains("NaN", Agreement.Fault(sample, ElementType.Float32, values, wrong));
    }

    [Fact]
    public void Every_ragged_call_is_one_that_the_engine_takes()
    {
        foreach (var sample in Sample.Ragged)
            Assert.Null(Agreement.Fault(
                sample, ElementType.Float32, SampleRun.On(sample, Device.Reference, ElementType.Float64), SampleRun.On(sample, Device.Cpu, ElementType.Float32)));
    }

    [Fact]
    public void Training_on_the_interpreter_takes_no_more_and_more_memory()
    {
        var result = new SteadyMemoryCheck(Steps, SmallTraining.On).Run(Stand());
        Assert.True(result.Outcome == CheckOutcome.Passed, result.Summary);
        Assert.Contains($"after {Steps}", result.Summary);
    }

    [Fact]
    public void A_training_that_keeps_a_little_of_every_step_is_caught()
    {
        List<Tensor> kept = [];
        var result = new SteadyMemoryCheck(Steps, device => () =>
        {
            kept.Add(Tensor.Full([64], 1, device: device));
            return 0;
        }).Run(Stand());
        Assert.Equal(CheckOutcome.Failed, result.Outcome);
        Assert.Contains("bytes are in use after", result.Summary);
        GC.KeepAlive(kept);
    }

    [Fact]
    public void The_kernels_texts_are_written_one_file_each()
    {
        var stand = Stand();
        _ = SampleRun.On(Sample.Registered.First(s => s.Name == "relu"), stand.Device, ElementType.Float32);
        using var folder = new TemporaryFolder();
        var files = KernelDump.Write(folder["kernels"], stand.Gpu.Programs);
        var written = Directory.GetFiles(folder["kernels"], "*.ptx");
        Assert.Equal(files, written.Length);
        Assert.All(written, file => Assert.Contains(".visible .entry", File.ReadAllText(file)));
    }

    [Fact, Trait("Category", "Long")]
    public async Task The_interpreter_passes_the_whole_test()
    {
        using var folder = new TemporaryFolder();
        var report = folder["report.md"];
        var run = await CommandLine.RunAsync("devices", "--selftest", "ptx", "--json", "--report", report);
        Assert.True(run.Code == ExitCodes.Ok, run.Error);
        Assert.True(run.Json.GetProperty("passed").GetBoolean());
        Assert.Equal(SelfTest.Checks.Select(check => check.Name), run.Json.GetProperty("checks").EnumerateArray().Select(check => check.GetProperty("name").GetString()!));
        Assert.True(File.Exists(report));
    }

    private static SelfTestStand Stand() => new("ptx", new StringWriter(), TestContext.Current.CancellationToken);

    private sealed class Planned(string name, Func<CheckResult> run) : ISelfCheck
    {
        public string Name => name;

        public CheckResult Run(SelfTestStand stand) => run();
    }
}
