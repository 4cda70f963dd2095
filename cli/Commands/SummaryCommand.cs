using System.CommandLine;
using System.Text.Json;
using NeuralCore.Models;
using NeuralCore.Nn;
using Spectre.Console;

namespace NeuralCore.Cli.Commands;

/// <summary><c>neuralcore summary MODEL</c>: a model's layers, without computing.</summary>
internal static class SummaryCommand
{
    public static Command Create(Terminal terminal)
    {
        var model = CommonOptions.Model();
        var input = CommonOptions.Input();
        var option = CommonOptions.ModelOption();
        var json = CommonOptions.Json();
        var command = new Command("summary", "Lists a model's layers with output shapes, parameters, multiply-adds, receptive fields and memory, without computing.") { model, input, option, json };
        command.SetAction(parsed =>
        {
            var (info, options) = CommonOptions.ParseModel(parsed.GetRequiredValue(model), parsed.GetValue(option));
            var shape = CommonOptions.ParseInput(parsed.GetValue(input)) ?? info.Input(options);
            var (_, summary) = CommonOptions.Summarize(info, options, shape);
            if (parsed.GetValue(json)) terminal.Output.WriteLine(Json(info, shape, summary));
            else Print(terminal, info, shape, summary);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static string Json(ModelInfo info, Shape input, ModelSummary summary) => JsonSerializer.Serialize(new
    {
        Model = info.Name,
        Input = input.ToArray(),
        summary.Parameters,
        summary.Macs,
        summary.ParameterBytes,
        summary.ActivationBytes,
        Layers = summary.Layers.Select(layer => new
        {
            layer.Path,
            layer.Configuration,
            Output = layer.Output?.ToArray(),
            layer.Parameters,
            layer.Macs,
            layer.ParameterBytes,
            layer.ActivationBytes,
            ReceptiveField = layer.Field?.Axes.Select(axis => axis.Size),
            ReceptiveFieldStride = layer.Field?.Axes.Select(axis => axis.Stride),
        }),
    }, JsonText.Indented);

    private static void Print(Terminal terminal, ModelInfo info, Shape input, ModelSummary summary)
    {
        var table = new Table().RoundedBorder().AddColumns("layer", "configuration", "output", "parameters", "MACs", "field", "stride", "weights", "activations");
        foreach (var column in table.Columns.Skip(3)) column.RightAligned();
        foreach (var layer in summary.Layers)
            table.AddRow(
                Markup.Escape(layer.Path), Markup.Escape(layer.Configuration), Markup.Escape(layer.Output?.ToString() ?? ""), Number(layer.Parameters), Number(layer.Macs),
                layer.Field?.SizeText ?? "", layer.Field?.StrideText ?? "", Bytes(layer.ParameterBytes), Bytes(layer.ActivationBytes));
        table.AddEmptyRow();
        table.AddRow("total", "", "", Number(summary.Parameters), Number(summary.Macs), "", "", Bytes(summary.ParameterBytes), Bytes(summary.ActivationBytes));
        table.Title = new TableTitle(Markup.Escape($"{info.Name}, input {input}, {info.Paper}"));
        table.Caption = new TableTitle("field and stride: receptive field in input elements; weights and activations: memory for a batch of one in float32");
        terminal.Tables.Write(table);
    }

    private static string Number(long value) => value == 0 ? "" : value.ToString("n0");

    private static string Bytes(long value) => value == 0 ? "" : ByteText.Of(value);
}
