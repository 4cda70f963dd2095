using System.Text.Json;
using NeuralCore.Training;

namespace NeuralCore.Cli.Runs;

/// <summary>What a checkpoint says of its network besides the weights: model, input and classes; nothing that differs between equal runs.</summary>
internal static class CheckpointNotes
{
    private const string Model = "model", Input = "input", Classes = "classes";

    /// <summary>The notes of a run.</summary>
    public static Dictionary<string, string> Of(RunConfiguration configuration, DataShape data) => new()
    {
        [Model] = configuration.Model,
        [Input] = string.Join(',', data.Input.ToArray()),
        [Classes] = JsonSerializer.Serialize(data.ClassNames, JsonText.Line),
    };

    /// <summary>What the network of a checkpoint was trained on.</summary>
    /// <exception cref="DataException">The file is absent, damaged or without such notes.</exception>
    public static DataShape Read(string path)
    {
        var notes = Checkpoint.ReadNotes(path);
        try
        {
            var input = notes[Input].Split(',').Select(int.Parse).ToArray();
            return new(path, new Shape(input), JsonSerializer.Deserialize<string[]>(notes[Classes])!);
        }
        catch (Exception error) when (error is KeyNotFoundException or FormatException or OverflowException or JsonException)
        {
            throw new DataException($"{path}: does not say what its network was trained on; expected the notes '{Input}' and '{Classes}' that train writes", error);
        }
    }
}
