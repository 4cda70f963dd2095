using System.Globalization;
using System.Text.Json;
using NeuralCore.Cli;
using NeuralCore.Data.Datasets;

namespace NeuralCore.Tests.Cli;

/// <summary>The experiments as a user runs them, on data sets of a few images.</summary>
public sealed class ExperimentTests
{
    [Fact]
    public async Task A_separable_convolution_takes_the_papers_share_of_the_multiplications()
    {
        var rows = Rows(await CommandLine.RunAsync("experiment", "depthwise", "--json"));
        Assert.True(rows.Length >= 5);
        foreach (var row in rows)
        {
            var (m, n, k, side) = (Number(row, "inputs"), Number(row, "outputs"), Number(row, "kernel"), Number(row, "side"));
            Assert.Equal(1 / n + 1 / (k * k), Number(row, "macsShare"), 1e-12);
            Assert.Equal(Number(row, "formula"), Number(row, "macsShare"), 1e-12);
            Assert.Equal(k * k * m * n * side * side, Number(row, "macs"));
            Assert.Equal(k * k * m * side * side + m * n * side * side, Number(row, "separableMacs"));
            Assert.Equal(k * k * m + m * n, Number(row, "separableParameters"));
            Assert.True(Number(row, "milliseconds") > 0 && Number(row, "separableMilliseconds") > 0);
            Assert.Equal(Number(row, "separableMilliseconds") / Number(row, "milliseconds"), Number(row, "timeShare"), 1e-9);
        }
    }

    [Fact]
    public async Task The_squeezes_cost_is_the_papers_formula_plus_the_biases_and_the_small_networks_are_trained()
    {
        using var cifar = TinyImages.Cifar(train: 8, test: 4);
        var rows = Rows(await CommandLine.RunAsync("experiment", "se", "--data", cifar.Path, "--epochs", "1", "--limit", "6", "--json"));
        Assert.Equal(["resnet18_cifar", "se_resnet18_cifar", "resnet50", "se_resnet50"], rows.Select(row => row.GetProperty("network").GetString()!));
        foreach (var (plain, squeezed, formula, biases) in new[] { (rows[0], rows[1], 87_040, 2_040), (rows[2], rows[3], 2_514_944, 16_048) })
        {
            Assert.Equal(formula, Number(squeezed, "formula"));
            Assert.Equal(biases, Number(squeezed, "addedBiases"));
            Assert.Equal(formula + biases, Number(squeezed, "parameters") - Number(plain, "parameters"));
            Assert.InRange(Number(squeezed, "addedMacsShare"), 0, 0.01);   // the paper: under 1 % at r = 16
        }
        Assert.InRange(Number(rows[3], "addedShare"), 0.09, 0.11);          // the paper: about 10 %
        foreach (var row in rows[..2]) AssertTrained(row, epochs: 1);
        Assert.All(rows[2..], row => Assert.Equal(JsonValueKind.Null, row.GetProperty("accuracy").ValueKind));
    }

    [Fact]
    public async Task Without_CIFAR_the_costs_are_counted_and_the_way_to_the_files_is_told()
    {
        if (Directory.Exists(DataFolder.Of("cifar10"))) Assert.Skip("CIFAR-10 is here: the experiment would train");
        var run = await CommandLine.RunAsync("experiment", "se");
        Assert.Equal(ExitCodes.Ok, run.Code);
        Assert.Contains("nothing is trained: cifar10 is not in", run.Error);
        Assert.Contains("--data", run.Error);
        Assert.Matches(@"se_resnet50.*28,088,024.*2,530,992.*2,514,944.*16,048.*9\.90 %", run.Output);
    }

    [Fact]
    public async Task The_three_shortcuts_are_trained_from_one_seed_and_the_table_is_a_file_too()
    {
        using var mnist = TinyImages.Mnist(train: 40, test: 10);
        var file = Path.Combine(mnist.Path, "residual.csv");
        string[] command = ["experiment", "residual", "--data", mnist.Path, "--epochs", "2", "--limit", "30", "--seed", "5", "--json"];
        var run = await CommandLine.RunAsync([.. command, "--out", file]);
        var rows = Rows(run);
        Assert.Equal(5UL, run.Json.GetProperty("seed").GetUInt64());
        Assert.Equal([41_514, 41_514, 42_842], rows.Select(row => (int)Number(row, "parameters")));
        Assert.All(rows, row => AssertTrained(row, epochs: 2));
        Assert.Equal(3, run.Error.Split('\n').Count(line => line.Contains("epoch 2 of 2: loss ")));

        var lines = await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken);
        Assert.Equal("shortcut,parameters,macs,losses,accuracy,seconds", lines[0]);
        Assert.Equal(4, lines.Length);
        Assert.Equal<IEnumerable<double>>(Losses(rows[1]), lines[2].Split(',')[3].Split(' ').Select(v => double.Parse(v, CultureInfo.InvariantCulture)));

        var again = Rows(await CommandLine.RunAsync(command));
        Assert.Equal(rows.SelectMany(Losses), again.SelectMany(Losses));
    }

    [Fact]
    public async Task Plain_and_residual_networks_of_one_depth_have_the_same_weights_and_other_losses()
    {
        using var cifar = TinyImages.Cifar(train: 6, test: 2);
        var rows = Rows(await CommandLine.RunAsync("experiment", "depth", "--data", cifar.Path, "--epochs", "1", "--json"));
        Assert.Equal([("plain", 20), ("plain", 56), ("residual", 20), ("residual", 56)], rows.Select(row => (row.GetProperty("network").GetString()!, (int)Number(row, "layers"))));
        Assert.Equal([269_722, 853_018, 269_722, 853_018], rows.Select(row => (int)Number(row, "parameters")));
        Assert.All(rows, row => AssertTrained(row, epochs: 1));
        Assert.NotEqual(Losses(rows[1]), Losses(rows[3]));
    }

    [Fact, Trait("Category", "Long")]   // without pooling there are 75 million weights
    public async Task Each_variant_of_the_XO_network_has_a_row()
    {
        using var xo = TinyImages.Xo(each: 6);
        var run = await CommandLine.RunAsync("experiment", "xo", "--data", xo.Path, "--epochs", "1");
        Assert.Equal(ExitCodes.Ok, run.Code);
        foreach (var row in new[] { "2.*9.*max.*4,452,694", "2.*11.*max.*4,452,804", "2.*15.*max.*4,453,024", "3.*9.*max.*597,232", "2.*9.*average", "2.*9.*gaussian.*4,782,694", "2.*9.*trainable.*4,452,750", "2.*9.*none.*75,342,694" })
            Assert.Matches(row, run.Output);
    }

    [Fact]
    public async Task Interrupted_it_prints_the_rows_that_are_finished()
    {
        using var mnist = TinyImages.Mnist(train: 20, test: 10);
        using var source = new CancellationTokenSource();
        var (output, error) = (new StringWriter(), new Interrupting(source, after: "0.5·(x + f): epoch 1"));
        var code = await App.RunAsync(["experiment", "residual", "--data", mnist.Path, "--epochs", "2"], output, error, source.Token);
        Assert.Equal(ExitCodes.Interrupted, code);
        Assert.Contains("interrupted; the rows that were finished, 1 of them, are printed", error.ToString());
        Assert.Matches("x \\+ f .*41,514", output.ToString());
        Assert.DoesNotContain("conv(x)", output.ToString());
    }

    [Fact]
    public async Task The_XO_networks_variants_differ_in_one_thing_each()
    {
        using var xo = TinyImages.Xo(each: 4);
        using var source = new CancellationTokenSource();
        var (output, error) = (new StringWriter(), new Interrupting(source, after: "pooling average: epoch 1"));
        Assert.Equal(ExitCodes.Interrupted, await App.RunAsync(["experiment", "xo", "--data", xo.Path, "--epochs", "1", "--json"], output, error, source.Token));
        var rows = JsonDocument.Parse(output.ToString()).RootElement.GetProperty("rows").EnumerateArray();
        Assert.Equal([(2, 9, 4_452_694), (2, 11, 4_452_804), (2, 15, 4_453_024), (3, 9, 597_232)],
            rows.Take(4).Select(row => ((int)Number(row, "convolutions"), (int)Number(row, "first"), (int)Number(row, "parameters"))));
    }

    [Theory]
    [InlineData(ExitCodes.Usage, "a command is needed; there are xo, residual, depth, se, depthwise")]
    [InlineData(ExitCodes.Usage, "'--epochs'", "depthwise", "--epochs", "2")]
    [InlineData(ExitCodes.Usage, "whole number of at least 1", "residual", "--limit", "0")]
    [InlineData(ExitCodes.Data, "there is no such folder", "depthwise", "--out", "/no/such/folder/x.csv")]
    [InlineData(ExitCodes.Data, "/no/such/folder", "residual", "--data", "/no/such/folder")]
    [InlineData(ExitCodes.Data, "/no/such/folder", "se", "--data", "/no/such/folder")]
    public async Task A_mistake_is_told_in_a_sentence(int code, string words, params string[] arguments) =>
        (await CommandLine.RunAsync(["experiment", .. arguments])).AssertRefused(code, words);

    private static JsonElement[] Rows(CommandLine run)
    {
        Assert.True(run.Code == ExitCodes.Ok, run.Error);
        return [.. run.Json.GetProperty("rows").EnumerateArray()];
    }

    private static void AssertTrained(JsonElement row, int epochs)
    {
        Assert.Equal(epochs, Losses(row).Length);
        Assert.All(Losses(row), loss => Assert.InRange(loss, 0, 10));
        Assert.InRange(Number(row, "accuracy"), 0, 1);
        Assert.True(Number(row, "seconds") > 0);
    }

    private static double Number(JsonElement row, string key) => row.GetProperty(key).GetDouble();

    private static double[] Losses(JsonElement row) => [.. row.GetProperty("losses").EnumerateArray().Select(v => v.GetDouble())];

    // Presses Ctrl-C as soon as a line tells something.
    private sealed class Interrupting(CancellationTokenSource source, string after) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            if (value?.Contains(after) == true) source.Cancel();
        }
    }
}
