using System.Text.Json;
using System.Text.RegularExpressions;
using NeuralCore.Autograd;
using NeuralCore.Backends;
using NeuralCore.Checking;
using NeuralCore.Cli;
using NeuralCore.Cli.GradientChecks;
using NeuralCore.Memory;
using NeuralCore.Models;
using NeuralCore.Nn;
using NeuralCore.Ops;
using NeuralCore.Tests.Checking;
using NeuralCore.Tests.Serialization;

namespace NeuralCore.Tests.Cli;

/// <summary><c>neuralcore gradcheck</c>: table, JSON, heat maps, exit codes, forecasts, interruptions, and the score of the checker itself.</summary>
public sealed class GradcheckTests
{
    [Theory]
    [InlineData("", "names of operations", "--all", "--model", "--mutants")]
    [InlineData("relu --all", "one of them")]
    [InlineData("--all --model xo_net", "one of them")]
    [InlineData("convolutoin", "unknown operation 'convolutoin'", "did you mean 'convolution'")]
    [InlineData("Relu", "did you mean 'relu'")]
    [InlineData("relu argmax", "argmax has no gradient")]
    [InlineData("relu --second-ordre", "unknown option '--second-ordre'", "did you mean '--second-order'")]
    [InlineData("relu --device gpu", "no device 'gpu'", "cpu")]
    [InlineData("relu --device meta", "meta", "cpu")]
    [InlineData("relu --samples 0", "--samples", "at least 1", "0")]
    [InlineData("relu --batch 3", "--batch", "--model")]
    [InlineData("--model hybridns", "unknown model 'hybridns'", "did you mean 'hybridsn'")]
    [InlineData("--model hybridsn --input 3,32,32", "hybridsn", "[1, 30, 25, 25]", "[3, 32, 32]")]
    [InlineData("--model hybridsn --second-order", "--second-order", "operations")]
    [InlineData("--model hybridsn --mutants", "--mutants", "operations")]
    [InlineData("relu --mutants --html maps.html", "--mutants", "--html")]
    public async Task A_mistake_is_told_in_one_sentence(string line, params string[] words) =>
        (await CommandLine.RunAsync(["gradcheck", .. line.Split(' ', StringSplitOptions.RemoveEmptyEntries)])).AssertRefused(ExitCodes.Usage, words);

    [Fact]
    public async Task The_table_has_a_line_for_every_sample_draw_and_order()
    {
        var run = await CommandLine.RunAsync("gradcheck", "linear", "transfer", "--second-order", "--samples", "2", "--device", "cpu");
        Assert.Equal((ExitCodes.Ok, ""), (run.Code, run.Error));
        var lines = run.Output.Split("│ device")[0].Split('\n');
        var samples = OpRegistry.All.Where(info => info.Name is "linear" or "transfer").SelectMany(info => info.Samples).ToArray();
        foreach (var sample in samples) Assert.Equal(4, lines.Count(line => line.Contains($" {sample} ")));
        Assert.All(lines.Where(line => line.StartsWith("│ linear", StringComparison.Ordinal)), line =>
            Assert.Matches(@"│ linear +│ Linear \(.*\) +│ +[12] │ +\d+ │ +\d\.\de-\d\d │ +\d\.\de-\d\d │ Ok +│ +\d+\.\d\d │", line));
        Assert.Contains($"{4 * samples.Length} ok, 0 wrong", run.Output);
        foreach (var type in (string[])["Float64", "Float32"])
            Assert.Matches($@"│ cpu +│ {type} +│ +\d+ │ +\d\.\de-\d\d │ +1\.0e-\d\d │ .*│ agrees +│", run.Output);
        Assert.DoesNotContain("odd one out", run.Output);
    }

    [Fact]
    public async Task The_JSON_has_every_tensor_and_device()
    {
        var run = await CommandLine.RunAsync("gradcheck", "batch_norm", "--second-order", "--seed", "7", "--device", "reference", "--device", "cpu", "--json");
        Assert.Equal((ExitCodes.Ok, ""), (run.Code, run.Error));
        var rows = run.Json.EnumerateArray().ToArray();
        Assert.Equal(2 * BatchNormOp.Info.Samples.Count, rows.Length);
        foreach (var row in rows)
        {
            Assert.Equal(("batch_norm", true, "Ok", 7), (Text(row, "name"), row.GetProperty("isOk").GetBoolean(), Text(row, "verdict"), row.GetProperty("seed").GetInt32()));
            var isFirst = row.GetProperty("order").GetInt32() == 1;
            var tensors = row.GetProperty("report").GetProperty("tensors").EnumerateArray().ToArray();
            Assert.Equal(isFirst ? "x" : "dy", Text(isFirst ? tensors[0] : tensors[^1], "name")[..(isFirst ? 1 : 2)]);
            foreach (var tensor in tensors)
            {
                var shape = tensor.GetProperty("shape").EnumerateArray().Select(n => n.GetInt64()).ToArray();
                Assert.Equal(shape.Aggregate(1L, (a, b) => a * b), tensor.GetProperty("elements").GetInt64());
                Assert.InRange(tensor.GetProperty("worst").GetProperty("relative").GetDouble(), 0, 1e-9);
            }
            var devices = row.GetProperty("devices");
            if (isFirst)
                Assert.Equal(
                    ["reference Float64", "reference Float32", "cpu Float64", "cpu Float32"],
                    devices.GetProperty("results").EnumerateArray().Select(r => $"{Text(r, "device")} {Text(r, "type")}"));
            else Assert.Equal(JsonValueKind.Null, devices.ValueKind);
        }
    }

    [Fact]
    public void A_wrong_gradient_ends_with_code_1_its_diagnosis_and_its_map()
    {
        using var folder = new TemporaryFolder();
        var (terminal, output, _) = Stand();
        var rows = OpChecks.Run(terminal, Plan(new PlantedOp(xs => xs[0]! * 3, (_, dy) => [dy * 2])), CancellationToken.None);
        Assert.Equal(ExitCodes.CheckFailed, GradientCheckOutcome.Write(terminal, rows, isJson: false, folder["maps.html"]));
        Assert.Matches(@"│ planted +│ .*│ Wrong +│", output.ToString());
        Assert.Contains("(constant-factor)", output.ToString());
        Assert.Contains("0 ok, 1 wrong", output.ToString());
        Assert.Contains("class=\"wrong-cell\"", File.ReadAllText(folder["maps.html"]));
        Assert.Equal(["maps.html"], folder.Files);
    }

    [Fact]
    public void The_device_that_does_not_agree_is_named()
    {
        var (terminal, output, _) = Stand();
        Device odd = new("odd", d => new OddBackend(d), d => new ReferenceBackend<double, F64>(d));
        var info = OpRegistry.All.Single(o => o.Name == "relu");
        var rows = OpChecks.Run(terminal, OpChecks.Plan([info], secondOrder: false, 1, 1, [Device.Cpu, odd]), CancellationToken.None);
        Assert.Equal(ExitCodes.CheckFailed, GradientCheckOutcome.Write(terminal, rows, isJson: false, null));
        Assert.Matches(@"│ relu +│ .*│ Devices +│", output.ToString());
        Assert.Matches(@"(?m)^Relu \(.*\): odd Float32: WRONG, result 0, element \d+: error", output.ToString());
        Assert.Matches(@"│ odd +│ Float32 .*│ 1 differ +│", output.ToString());
        Assert.Matches(@"│ odd +│ Float64 .*│ agrees +│", output.ToString());
        Assert.Contains("odd one out: odd (beside cpu)", output.ToString());
        Assert.DoesNotContain("cpu Float", output.ToString());
        Assert.DoesNotContain("odd Float64", output.ToString());
    }

    [Fact]
    public async Task Heat_maps_are_written_and_a_missing_folder_is_told_before_anything_is_checked()
    {
        using var folder = new TemporaryFolder();
        var run = await CommandLine.RunAsync("gradcheck", "relu", "add", "--html", folder["maps.html"]);
        Assert.Equal((ExitCodes.Ok, ""), (run.Code, run.Error));
        Assert.Contains("all 5 ok", File.ReadAllText(folder["maps.html"]));
        (await CommandLine.RunAsync("gradcheck", "--all", "--html", folder["absent/maps.html"])).AssertRefused(ExitCodes.Data, "there is no folder", "absent");
        (await CommandLine.RunAsync("gradcheck", "--all", "--html", folder["."])).AssertRefused(ExitCodes.Data, "is a folder");
    }

    [Fact]
    public async Task A_model_is_checked_with_its_parameters()
    {
        var run = await CommandLine.RunAsync("gradcheck", "--model", "resnet_mnist_plain", "--batch", "3", "--device", "cpu", "--device", "reference", "--json");
        Assert.True(run.Code == ExitCodes.Ok, run.Error);
        Assert.Equal(
            ["resnet_mnist_plain [3, 1, 28, 28]", "resnet_mnist_plain [3, 1, 28, 28] on reference"],
            run.Json.EnumerateArray().Select(r => Text(r, "call")));
        var row = run.Json[0];
        var names = row.GetProperty("report").GetProperty("tensors").EnumerateArray().Select(t => Text(t, "name")).ToArray();
        Assert.Equal("input", names[0]);
        Assert.Equal(Models.ModelChecks.Create("resnet_mnist_plain").NamedParameters().Select(p => p.Name), names[1..]);
    }

    [Fact]
    public void The_op_at_fault_in_a_model_is_named_in_the_text_and_in_the_JSON()
    {
        var info = new ModelInfo("crooked", "", ModelTask.Image, _ => new Sequential(new Linear(4, 3), new Crooked(), new Linear(3, 2)), _ => [4]);
        var (terminal, output, error) = Stand();
        var row = new ModelCheck(info, new(), [4], Batch: 3, Seed: 1, Device.Cpu).Run(terminal, CancellationToken.None);
        Assert.Equal(ExitCodes.CheckFailed, GradientCheckOutcome.Write(terminal, [row], isJson: false, null));
        Assert.Matches(@"(?m)^Sequential\.1: .*Planted.* has a wrong gradient of its own\r?$", output.ToString());
        Assert.Contains(": 0.weight [3, 4]: Wrong", output.ToString());
        Assert.DoesNotContain(": 2.weight [2, 3]", output.ToString());
        Assert.Equal("", error.ToString());

        (terminal, output, _) = Stand();
        GradientCheckOutcome.Write(terminal, [row], isJson: true, null);
        var culprit = Assert.Single(JsonDocument.Parse(output.ToString()).RootElement[0].GetProperty("culprits").EnumerateArray());
        Assert.Equal("Sequential.1", Text(culprit, "path"));
        Assert.False(culprit.GetProperty("report").GetProperty("isOk").GetBoolean());
    }

    [Theory]
    [InlineData(60)]
    [InlineData(80)]
    public void A_narrow_terminal_breaks_no_number_and_no_word(int width)
    {
        var (terminal, output, _) = Stand();
        terminal.Tables.Profile.Width = width;
        var infos = OpRegistry.All.Where(info => info.Name is "batch_norm" or "linear").ToArray();
        var rows = OpChecks.Run(terminal, OpChecks.Plan(infos, secondOrder: false, 1, 1, [Device.Cpu]), CancellationToken.None);
        GradientCheckTable.Print(terminal, rows);
        var lines = output.ToString().Split('\n');
        Assert.All(lines[..^2], line => Assert.InRange(line.TrimEnd('\r').Length, 0, width));
        Assert.Equal(rows.Count, lines.Count(line => Regex.IsMatch(line, @"│ BatchNorm .*│ +\d\.\de-\d\d │ +\d\.\de-\d\d │ Ok +│|│ Linear .*│ +\d\.\de-\d\d │ +\d\.\de-\d\d │ Ok +│")));
        Assert.Matches(@"│ cpu +│ Float32 │( +7 │)? +\d\.\de-\d\d │ +\d\.\de-\d\d │.* agrees +│", output.ToString());
    }

    [Fact]
    public void A_page_that_cannot_be_written_does_not_cost_the_results()
    {
        using var folder = new TemporaryFolder();
        var (terminal, output, _) = Stand();
        var rows = OpChecks.Run(terminal, Plan(new PlantedOp(xs => xs[0]! * 3, (_, dy) => [dy * 3])), CancellationToken.None);
        Assert.Throws<DataException>(() => GradientCheckOutcome.Write(terminal, rows, isJson: false, folder["absent/maps.html"]));
        Assert.Contains("1 ok, 0 wrong", output.ToString());
    }

    [Fact]
    public void A_long_check_is_foreseen_and_can_be_interrupted()
    {
        using var source = new CancellationTokenSource();
        var calls = 0;
        var slow = new PlantedOp(
            xs =>
            {
                Thread.Sleep(1);
                if (++calls == 30) source.Cancel();
                return xs[0]! * 3;
            },
            (_, dy) => [dy * 3]);
        var (terminal, output, error) = Stand();
        var interruption = Assert.Throws<InterruptedException>(() => OpChecks.Run(terminal, Plan(slow, [4000]), source.Token));
        Assert.Matches(@"^1 checks?: about 32,000 evaluations of \d+ ms each, some \d+ (seconds|minutes)\r?\n$", error.ToString());
        Assert.Equal("interrupted after 0 of 1 checks", interruption.Message);
        Assert.Equal(ExitCodes.Interrupted, ExitCodes.Of(interruption));
        Assert.Equal("", output.ToString());
    }

    [Fact]
    public void A_short_check_is_not_announced()
    {
        var (terminal, _, error) = Stand();
        Forecast.Tell(terminal, "9 checks", [new ForeseenCost(1000, 0.0099)]);
        Assert.Equal("", error.ToString());
        Forecast.Tell(terminal, "9 checks", [new ForeseenCost(1000, 0.0101), new ForeseenCost(1000, 0.3)], "less is more");
        Assert.Equal("9 checks: about 2,000 evaluations of 155 ms each, some 5 minutes; less is more", error.ToString().Trim());
    }

    [Fact]
    public void The_quickest_of_several_calls_is_what_a_call_takes()
    {
        // Two slow calls, as while the code is compiled.
        var calls = 0;
        var cost = ForeseenCost.Measure(100, () => Thread.Sleep(++calls <= 2 ? 40 : 0));
        Assert.Equal(100, cost.Evaluations);
        Assert.InRange(cost.SecondsEach, 0, 0.03);
    }

    [Theory]
    [InlineData("gradcheck", "--all")]
    [InlineData("gradcheck", "--mutants")]
    [InlineData("gradcheck", "--model", "xo_net")]
    public async Task An_interruption_is_told_in_one_line(params string[] line)
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        var (output, error) = (new StringWriter(), new StringWriter());
        Assert.Equal(ExitCodes.Interrupted, await App.RunAsync(line, output, error, source.Token));
        Assert.Matches(@"^neuralcore: interrupted.*\r?\n$", error.ToString());
        Assert.Equal("", output.ToString());
    }

    [Fact]
    public async Task The_score_of_the_checker_is_printed_by_kind_pattern_and_operation()
    {
        var run = await CommandLine.RunAsync("gradcheck", "softplus", "hardsigmoid", "--mutants");
        Assert.Equal((ExitCodes.CheckFailed, ""), (run.Code, run.Error));
        Assert.Matches(@"│ flipped along dimension n +│ +\d+ │ +\d+ │ +\d+ │ +\d+ │ flipped +│", run.Output);
        Assert.Matches(@"│ constant-factor +│ +\d+ │ +\d+ │ 100\.0 % │", run.Output);
        Assert.Matches(@"│ softplus +│ +\d+ │ +\d+ │ +\d+ │", run.Output);
        // The slope is 1/6 in single precision, as PyTorch's is, so that its tolerance is that of floats.
        Assert.Matches(@"survived: HardSigmoid .*, x: rounded to float: not seen \(Ok\): it is off by .*, which the op's tolerance allows", run.Output);
        Assert.Matches(@"│ single-precision +│ +3 │ +2 │ +66\.7 % │", run.Output);
        Assert.Matches(@"(?m)^106 of 107 mutants caught \(99\.07 %\), 99\.07 % named rightly; .*\r?\nexpected 99 % caught, and of each pattern 95 % named rightly", run.Output);
    }

    [Fact]
    public async Task The_scores_JSON_adds_up_and_too_few_that_are_named_rightly_are_a_failure()
    {
        var run = await CommandLine.RunAsync("gradcheck", "amin", "--mutants", "--seed", "12", "--json");
        var (score, patterns) = (run.Json, run.Json.GetProperty("patterns").EnumerateArray().ToArray());
        var mutants = score.GetProperty("mutants").GetInt32();
        foreach (var list in new[] { "kinds", "ops" }) Assert.Equal(mutants, score.GetProperty(list).EnumerateArray().Sum(e => e.GetProperty("mutants").GetInt32()));
        Assert.Equal(mutants - score.GetProperty("caught").GetInt32(), score.GetProperty("survivors").GetArrayLength());
        Assert.Equal(patterns.Sum(p => p.GetProperty("mutants").GetInt32() - p.GetProperty("named").GetInt32()), score.GetProperty("misnamed").GetArrayLength() + Unseen(score));
        Assert.InRange(score.GetProperty("ops")[0].GetProperty("mistakes").GetInt32(), 15, mutants);
        var isGood = patterns.All(p => p.GetProperty("share").GetDouble() >= 0.95) && score.GetProperty("caughtShare").GetDouble() >= 0.99;
        Assert.Equal((isGood, isGood ? ExitCodes.Ok : ExitCodes.CheckFailed), (score.GetProperty("isGood").GetBoolean(), run.Code));

        static int Unseen(JsonElement score) => score.GetProperty("survivors").EnumerateArray().Count(s => Text(s, "mistake").Length > 0);
    }

    [Fact]
    public void A_score_is_good_from_99_percent_caught_and_95_of_every_pattern_named()
    {
        Assert.True(Score(caught: 99, named: 95).IsGood);
        Assert.False(Score(caught: 98, named: 95).IsGood);
        Assert.False(Score(caught: 100, named: 94).IsGood);

        static MutationScore Score(int caught, int named) => new([.. Enumerable.Range(0, 100).Select(i => new Mutant(
            "op", "Op ([2])", "x", "sign", ["sign"], i < caught ? Verdict.Wrong : Verdict.Ok, i < named ? new("sign", "x", "", 1) : null, 1))], 0);
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static IReadOnlyList<OpCheck> Plan(Op op, params int[] shape) =>
        OpChecks.Plan([new("planted", "3x", [new(op, new OpInput(shape.Length == 0 ? [2, 3] : new Shape(shape)))], [])], secondOrder: false, 1, 1, []);

    private static (Terminal Terminal, StringWriter Output, StringWriter Error) Stand()
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        return (new(output, error), output, error);
    }

    // y = 3x whose gradient says 2.
    private sealed class Crooked : Module
    {
        protected override Tensor Compute(Tensor x) => Dispatcher.Apply(new PlantedOp(xs => xs[0]! * 3, (_, dy) => [dy * 2]), x);
    }

    // A device whose rectifier is off in its last digits but three.
    private sealed class OddBackend(Device device) : ReferenceBackend<float, F32>(device)
    {
        public override unsafe void Map<F>(F f, View x, View y)
        {
            base.Map(f, x, y);
            for (var i = 0; i < y.Count; i++) y.Pointer<float>()[i] *= 1.001f;
        }
    }
}
