using System.Text.Json;
using NeuralCore.Cli;
using NeuralCore.Models;
using NeuralCore.Ops;

namespace NeuralCore.Tests.Cli;

/// <summary>The commands that list: models, a model's layers, operations; as tables and as JSON.</summary>
public sealed class TableCommandTests
{
    [Fact]
    public async Task The_papers_network_has_the_papers_parameters()
    {
        var table = await CommandLine.RunAsync("summary", "hybridsn", "--option", "batchNorm=false");
        Assert.Equal(ExitCodes.Ok, table.Code);
        Assert.Matches(@"total.*5,122,176", table.Output);
        Assert.Matches(@"conv3.*13×7×7.*54\.\d KiB.*812\.3 KiB", table.Output);
        Assert.Matches(@"fc1.*Linear\(18496 → 256\).*4,735,232", table.Output);
    }

    [Fact]
    public async Task A_summarys_layers_add_up_to_its_totals()
    {
        var json = (await CommandLine.RunAsync("summary", "hybridsn", "--json")).Json;
        var layers = json.GetProperty("layers").EnumerateArray().ToArray();
        Assert.Equal(5_122_416, json.GetProperty("parameters").GetInt64());
        foreach (var total in new[] { "parameters", "macs", "parameterBytes", "activationBytes" })
            Assert.Equal(json.GetProperty(total).GetInt64(), layers.Sum(layer => layer.GetProperty(total).GetInt64()));
        // A k×k×k convolution multiplies its kernel once at each output: 8·7·3·3 at 24·23·23.
        Assert.Equal(504L * 24 * 23 * 23, layers.Single(layer => layer.GetProperty("path").GetString() == "conv1").GetProperty("macs").GetInt64());
        Assert.Equal("[13,7,7]", layers.Single(layer => layer.GetProperty("path").GetString() == "conv3").GetProperty("receptiveField").GetRawText().Replace("\n", "").Replace(" ", ""));
        Assert.Equal(JsonValueKind.Null, layers[0].GetProperty("receptiveField")[0].ValueKind);   // everything
        Assert.Equal([1, 30, 25, 25], json.GetProperty("input").EnumerateArray().Select(n => n.GetInt32()));
    }

    [Fact]
    public async Task Every_model_is_listed()
    {
        var (table, json) = (await CommandLine.RunAsync("models"), (await CommandLine.RunAsync("models", "--json")).Json);
        Assert.Equal(ModelRegistry.All.Select(model => model.Name), json.EnumerateArray().Select(model => model.GetProperty("name").GetString()!));
        foreach (var model in ModelRegistry.All) Assert.Contains(model.Name, table.Output);
    }

    [Fact]
    public async Task Every_operation_is_listed_with_its_formula()
    {
        var (table, json) = (await CommandLine.RunAsync("ops"), (await CommandLine.RunAsync("ops", "--json")).Json);
        Assert.Equal(OpRegistry.All.Select(op => (op.Name, op.Formula)),
            json.EnumerateArray().Select(op => (op.GetProperty("name").GetString()!, op.GetProperty("formula").GetString()!)));
        foreach (var op in OpRegistry.All) Assert.Contains($" {op.Name} ", table.Output);
    }

    [Theory]
    [InlineData("training")]
    [InlineData("inference")]
    public async Task A_timing_is_one_line_of_JSON(string mode)
    {
        string[] more = mode == "inference" ? ["--inference"] : [];
        var run = await CommandLine.RunAsync(["bench", "step", "hybridsn_small", "--batch", "2", "--seconds", "0.01", "--json", .. more]);
        Assert.Equal(ExitCodes.Ok, run.Code);
        Assert.Single(run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(["model", "batch", "threads", "mode", "medianMs", "minMs", "maxMs", "gflops", "peakRssMiB", "gcBytesPerStep"],
            run.Json.EnumerateObject().Select(property => property.Name));
        Assert.Equal(("hybridsn_small", 2, mode), (run.Json.GetProperty("model").GetString(), run.Json.GetProperty("batch").GetInt32(), run.Json.GetProperty("mode").GetString()));
        Assert.InRange(run.Json.GetProperty("medianMs").GetDouble(), run.Json.GetProperty("minMs").GetDouble(), run.Json.GetProperty("maxMs").GetDouble());
        Assert.True(run.Json.GetProperty("gflops").GetDouble() > 0);
    }

    [Fact]
    public async Task Output_that_cannot_be_written_is_no_fault_of_the_programs()
    {
        var error = new StringWriter();
        Assert.Equal(ExitCodes.Data, await App.RunAsync(["models", "--json"], new FullDisk(), error));
        Assert.Equal("neuralcore: the output cannot be written: No space left on device", error.ToString().Trim());
    }

    private sealed class FullDisk : StringWriter
    {
        public override void WriteLine(string? value) => throw new IOException("No space left on device");
    }
}
