using System.CommandLine;
using System.Text.Json;
using NeuralCore.Ops;
using Spectre.Console;

namespace NeuralCore.Cli.Commands;

/// <summary><c>neuralcore ops</c>: the table of contents of the engine.</summary>
internal static class OpsCommand
{
    public static Command Create(Terminal terminal)
    {
        var json = CommonOptions.Json();
        var command = new Command("ops", "Lists every operation with its formula.") { json };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(json)) PrintJson(terminal);
            else PrintTable(terminal);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static void PrintJson(Terminal terminal) => terminal.Output.WriteLine(JsonSerializer.Serialize(
        OpRegistry.All.Select(info => new { name = info.Name, formula = info.Formula, inputs = info.Inputs, samples = info.Samples.Count }),
        JsonText.Indented));

    private static void PrintTable(Terminal terminal)
    {
        var table = new Table().RoundedBorder().AddColumns("operation", "inputs", "formula");
        table.Columns[0].NoWrap();
        foreach (var info in OpRegistry.All)
            table.AddRow(Markup.Escape(info.Name), Markup.Escape(string.Join(", ", info.Inputs)), Markup.Escape(info.Formula));
        terminal.Tables.Write(table);
    }
}
