using System.CommandLine;
using System.Text.Json;
using NeuralCore.Models;
using NeuralCore.Nn;
using Spectre.Console;

namespace NeuralCore.Cli.Commands;

/// <summary><c>neuralcore models</c>: the table of contents of the models.</summary>
internal static class ModelsCommand
{
    public static Command Create(Terminal terminal)
    {
        var json = CommonOptions.Json();
        var command = new Command("models", "Lists every model with its input, parameters, multiply-adds and paper.") { json };
        command.SetAction(parsed =>
        {
            var rows = ModelRegistry.All.Select(Describe).ToArray();
            if (parsed.GetValue(json))
            {
                terminal.Output.WriteLine(JsonSerializer.Serialize(
                    rows.Select(r => new { r.Info.Name, Input = r.Input.ToArray(), r.Parameters, r.Macs, r.Info.Paper }), JsonText.Indented));
                return ExitCodes.Ok;
            }
            var table = new Table().RoundedBorder().AddColumns("model", "input", "parameters", "MACs", "paper");
            table.Columns[2].RightAligned();
            table.Columns[3].RightAligned();
            foreach (var (info, input, parameters, macs) in rows)
                table.AddRow(info.Name, Markup.Escape(input.ToString()), $"{parameters:n0}", $"{macs:n0}", Markup.Escape(info.Paper));
            terminal.Tables.Write(table);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static (ModelInfo Info, Shape Input, long Parameters, long Macs) Describe(ModelInfo info)
    {
        var options = new ModelOptions();
        var input = info.Input(options);
        var summary = ModelSummary.Of(info.Create(options), [1, .. input]);
        return (info, input, summary.Parameters, summary.Macs);
    }
}
