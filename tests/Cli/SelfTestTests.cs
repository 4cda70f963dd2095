using NeuralCore.Backends.Gpu;
using NeuralCore.Cli;
using NeuralCore.Cli.Commands;
using NeuralCore.Cli.SelfTests;
using NeuralCore.Cli.SelfTests.Checks;
using NeuralCore.Cli.SelfTests.Samples;
using NeuralCore.Nn;
using NeuralCore.Ops;
using NeuralCore.Optim;
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
        (await CommandLine.RunAsync("devices", "--selftest", "cuda")).AssertRefused(ExitCodes.Device, "cuda:0", "--selftest ptx");
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
    public void A_check_that_fails_makes_the_exit_code_1_and_the_report_is_written_all_the_same()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(ExitCodes.Ok, Code("good", new Planned("good", () => new(CheckOutcome.Passed, "fine")), new Planned("elsewhere", () => CheckResult.Skip("not here"))));
        Assert.Equal(ExitCodes.CheckFailed, Code("bad", new Planned("bad", () => CheckResult.Of("", ["wrong"], [])), new Planned("good", () => new(CheckOutcome.Passed, "fine"))));
        Assert.Equal(ExitCodes.CheckFailed, Code("thrown", new Planned("bad", () => throw new DeviceException("the driver says no"))));
        Assert.Contains("| good | passed |", File.ReadAllText(folder["bad"]));
        Assert.Contains("the driver says no", File.ReadAllText(folder["thrown"]));

        int Code(string report, params ISelfCheck[] checks) =>
            new SelfTestCommand(new Terminal(new StringWriter(), new StringWriter()), false, checks).Run("ptx", folder[report], null, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_report_that_has_no_folder_or_is_one_is_refused_before_anything_is_tested()
    {
        using var folder = new TemporaryFolder();
        (await CommandLine.RunAsync("devices", "--selftest", "ptx", "--report", "no-such-folder/report.md")).AssertRefused(ExitCodes.Data, "no-such-folder", "make it first");
        (await CommandLine.RunAsync("devices", "--selftest", "ptx", "--report", folder["."])).AssertRefused(ExitCodes.Data, "is a folder");
    }

    [Fact]
    public void A_dump_that_cannot_be_written_costs_neither_the_results_nor_the_report()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["file"], "");
        var output = new StringWriter();
        var command = new SelfTestCommand(new Terminal(output, new StringWriter()), false, [new Planned("good", () => new(CheckOutcome.Passed, "fine"))]);
        Assert.Throws<DataException>(() => command.Run("ptx", folder["report.md"], folder["file/kernels"], TestContext.Current.CancellationToken));
        Assert.Contains("1 passed", output.ToString());
        Assert.Contains("report.md", folder.Files);
    }

    [Fact]
    public void An_interruption_ends_the_run_between_two_samples()
    {
        using var interruption = new CancellationTokenSource();
        var stand = new SelfTestStand(GpuDevices.Open("ptx", "ptx", 0), new StringWriter(), interruption.Token);
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

    [Theory]
    [InlineData(0, false)]
    [InlineData(256, true)]
    public void A_training_that_keeps_a_little_of_every_step_is_caught(int bytes, bool isLeak)
    {
        List<Tensor> kept = [];
        var result = new SteadyMemoryCheck(Steps, device => Training(device, () =>
        {
            if (bytes > 0) kept.Add(Tensor.Zeros([bytes / sizeof(float)], device: device).Keep());
        })).Run(Stand());
        Assert.True(result.Outcome == (isLeak ? CheckOutcome.Failed : CheckOutcome.Passed), result.Summary);
        Assert.Contains($"after {Steps}", result.Summary);
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
    public void A_device_without_doubles_is_tested_in_floats()
    {
        var stand = new SelfTestStand(DevicesUnderTest.Get("opencl without Float64"), new StringWriter(), TestContext.Current.CancellationToken);
        string[] names = ["cast", "relu", "matmul", "softmax", "max_pool"];
        Sample[] samples = [.. Sample.Registered.Where(sample => names.Contains(sample.Name))];
        Assert.Contains(samples, sample => sample.NeedsFloat64);
        var result = new AgreementCheck("some", samples).Run(stand);
        Assert.True(result.Outcome == CheckOutcome.Passed, result.Summary);
        Assert.StartsWith($"{samples.Count(sample => !sample.NeedsFloat64)} calls", result.Summary);
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

    // The smallest training there is: few kernels, for the interpreter compiles them anew in every process.
    private static Func<double> Training(Device device, Action afterStep)
    {
        var model = new Linear(3, 2).Initialize(1).To(device);
        var (optimizer, targets) = (new Adam(model, 1e-3), Tensor.From([0L, 1], [2], device));
        return () =>
        {
            using var scope = new MemoryScope();
            optimizer.ZeroGrad();
            var loss = model.Forward(Tensor.Full([2, 3], 0.5, device: device)).CrossEntropy(targets);
            loss.Backward();
            optimizer.Step();
            afterStep();
            return loss.Item();
        };
    }

    // A device of its own: on the shared one other tests take and give memory meanwhile, and would all be watched for races.
    private static SelfTestStand Stand() => new(GpuDevices.Open("ptx", "ptx", 0), new StringWriter(), TestContext.Current.CancellationToken);

    private sealed class Planned(string name, Func<CheckResult> run) : ISelfCheck
    {
        public string Name => name;

        public CheckResult Run(SelfTestStand stand) => run();
    }
}
