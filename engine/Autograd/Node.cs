namespace NeuralCore.Autograd;

/// <summary>One recorded call: the op, what it saved, and where its inputs came from.</summary>
/// <param name="op">The operation.</param>
/// <param name="saved">What it saved.</param>
/// <param name="inputs">The states of the inputs, null where no gradient flows.</param>
/// <param name="path">The module that made the call.</param>
internal sealed class Node(Op op, Saved saved, GradientState?[] inputs, string path)
{
    private static long _calls;

    /// <summary>The operation.</summary>
    public Op Op { get; } = op;

    /// <summary>What the forward pass kept.</summary>
    public Saved Saved { get; } = saved;

    /// <summary>Where the gradients go.</summary>
    public GradientState?[] Inputs { get; } = inputs;

    /// <summary>Where the gradients come from, by result; null for results without gradient.</summary>
    public GradientState?[] Outputs { get; set; } = [];

    /// <summary>The module path of the call.</summary>
    public string Path { get; } = path;

    /// <summary>The module path and the operation, for errors.</summary>
    public string Where => Path.Length > 0 ? $"{Path}: {Op}" : $"{Op}";

    /// <summary>Calls are numbered: every user of a result has a higher number than its maker.</summary>
    public long Number { get; } = Interlocked.Increment(ref _calls);
}
