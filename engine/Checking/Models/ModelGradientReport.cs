namespace NeuralCore.Checking;

/// <summary>The outcome of a check of a whole model.</summary>
/// <param name="Gradients">The comparison of the input's and every parameter's gradient.</param>
/// <param name="Culprits">If something is wrong: the ops whose own gradient is wrong at the values they saw, the first call first.</param>
public sealed record ModelGradientReport(GradientReport Gradients, IReadOnlyList<LocalFault> Culprits)
{
    /// <summary>Whether every gradient is right.</summary>
    public bool IsOk => Gradients.IsOk;

    /// <inheritdoc/>
    public override string ToString() => string.Join('\n',
    [
        Gradients.ToString(),
        .. Culprits.Select(c => c.ToString()),
        .. !IsOk && Culprits.Count == 0 ? ["every op's own gradient is right; look at how the module wires them: a value that was detached, or changed in place"] : Array.Empty<string>(),
    ]);
}

/// <summary>An op whose own gradient is wrong.</summary>
/// <param name="Path">The module that called it.</param>
/// <param name="Op">The op with its attributes.</param>
/// <param name="Report">Its own check.</param>
public sealed record LocalFault(string Path, string Op, GradientReport Report)
{
    /// <inheritdoc/>
    public override string ToString() => $"{(Path.Length > 0 ? Path + ": " : "")}{Op} has a wrong gradient of its own\n{Report}";
}
