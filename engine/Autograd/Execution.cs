namespace NeuralCore.Autograd;

/// <summary>What the dispatcher knows of its thread: whether it records, who listens, which module is running.</summary>
internal sealed class Execution
{
    [ThreadStatic] private static Execution? _current;

    /// <summary>This thread's.</summary>
    public static Execution Current => _current ??= new();

    /// <summary>Whether calls are recorded for a backward pass.</summary>
    public bool Records { get; set; } = true;

    /// <summary>The running module's path, empty outside modules.</summary>
    public string Path { get; set; } = "";

    /// <summary>The node whose backward pass is running, if any.</summary>
    public Node? Backward { get; set; }

    /// <summary>Who is told of every call; null when nobody is.</summary>
    public IDispatchListener[]? Listeners { get; set; }

    /// <summary>How many module hooks are active: they must see every result, so nothing is left pending.</summary>
    public int ModuleHooks { get; set; }
}
