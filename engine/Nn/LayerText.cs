namespace NeuralCore.Nn;

/// <summary>How layers print their configuration: what is always worth saying, then only what differs from the default.</summary>
internal static class LayerText
{
    /// <summary><c>, name value</c>, or nothing if the value is the default.</summary>
    public static string Unless<T>(T usual, T value, string name) =>
        EqualityComparer<T>.Default.Equals(usual, value) ? "" : FormattableString.Invariant($", {name} {value}");

    /// <summary><c>, text</c>, or nothing.</summary>
    public static string If(bool condition, string text) => condition ? $", {text}" : "";
}
