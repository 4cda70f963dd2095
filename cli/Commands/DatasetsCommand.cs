using System.CommandLine;
using System.Text.Json;
using NeuralCore.Data.Datasets;
using Spectre.Console;

namespace NeuralCore.Cli.Commands;

/// <summary><c>neuralcore datasets</c>: the table of contents of the data sets, and where their files are looked for.</summary>
internal static class DatasetsCommand
{
    public static Command Create(Terminal terminal)
    {
        var json = CommonOptions.Json();
        var command = new Command("datasets", "Lists every data set with its classes and sizes, and whether its files are there.") { json, DatasetsFetchCommand.Create(terminal) };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(json)) terminal.Output.WriteLine(JsonSerializer.Serialize(DatasetRegistry.All.Select(Describe), JsonText.Indented));
            else Print(terminal);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static object Describe(DatasetInfo info) => new
    {
        info.Name,
        info.Description,
        Target = info.Kind == DatasetKind.Scenes ? "pixel" : "image",
        info.ClassNames,
        Shape = info.ImageShape?.ToArray(),
        Train = info.TrainCount,
        Test = info.TestCount,
        Generated = info.IsGenerated,
        Folder = info.IsGenerated ? null : info.Folder,
        There = info.IsThere,
        Files = info.Files.Select(file => new { file.Name, file.Size, file.Sha256, file.Addresses }),
    };

    private static void Print(Terminal terminal)
    {
        var table = new Table().RoundedBorder().AddColumns("data set", "what", "classes", "image", "train", "test", "there", "folder");
        foreach (var column in new[] { 2, 4, 5 }) table.Columns[column].RightAligned();
        foreach (var info in DatasetRegistry.All)
            table.AddRow(
                info.Name, Markup.Escape(info.Description), Number(info.ClassNames.Count), Markup.Escape(info.ImageShape?.ToString() ?? "any"), Number(info.TrainCount), Number(info.TestCount),
                info.IsGenerated ? "generated" : info.IsThere ? "yes" : info.Files.Count > 0 ? $"fetch, {Bytes(info.Files.Sum(file => file.Size))}" : "no",
                Markup.Escape(info.IsGenerated ? "" : info.Folder));
        terminal.Tables.Write(table);
        terminal.Output.WriteLine("Files elsewhere are named with --data; 'neuralcore datasets fetch NAME' gets those that are published.");
    }

    public static string Bytes(long bytes) => bytes >= 1 << 20 ? $"{bytes / 1048576.0:f1} MiB" : $"{bytes / 1024.0:f1} KiB";

    private static string Number(int value) => value == 0 ? "" : value.ToString("n0");
}
