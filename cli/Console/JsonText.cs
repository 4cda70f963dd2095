using System.Text.Encodings.Web;
using System.Text.Json;

namespace NeuralCore.Cli;

/// <summary>How the program writes JSON.</summary>
internal static class JsonText
{
    /// <summary>Indented, camel case, and with the letters of formulas as they are.</summary>
    public static JsonSerializerOptions Indented { get; } = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The same on one line.</summary>
    public static JsonSerializerOptions Line { get; } = new(Indented) { WriteIndented = false };
}
