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
        var command = new Command("summary", "Lists a model's layers, output shapes, parameters and multiply-adds, without computing.") { model, input, option, json };
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
        Layers = summary.Layers.Select(layer => new { layer.Path, layer.Configuration, Output = layer.Output?.ToArray(), layer.Parameters, layer.Macs }),
    }, JsonText.Indented);

    private static void Print(Terminal terminal, ModelInfo info, Shape input, ModelSummary summary)
    {
        var table = new Table().RoundedBorder().AddColumns("layer", "configuration", "output", "parameters", "MACs");
        foreach (var column in table.Columns.Skip(3)) column.RightAligned();
        foreach (var layer in summary.Layers)
            table.AddRow(Markup.Escape(layer.Path), Markup.Escape(layer.Configuration), Markup.Escape(layer.Output?.ToString() ?? ""), Number(layer.Parameters), Number(layer.Macs));
        table.AddEmptyRow();
        table.AddRow("total", "", "", Number(summary.Parameters), Number(summary.Macs));
        table.Title = new TableTitle(Markup.Escape($"{info.Name}, input {input}, {info.Paper}"));
        terminal.Tables.Write(table);
    }

    private static string Number(long value) => value == 0 ? "" : value.ToString("n0");
}
