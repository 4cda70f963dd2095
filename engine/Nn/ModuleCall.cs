using NeuralCore.Autograd;

namespace NeuralCore.Nn;

/// <summary>One call of a module, from entry to <see cref="Dispose"/>: its path stands in every error meanwhile.</summary>
internal readonly struct ModuleCall : IDisposable
{
    [ThreadStatic] private static ModuleBase? _root;
    [ThreadStatic] private static Action<ModuleBase, object?>? _observer;

    private readonly Execution _execution = Execution.Current;
    private readonly string _callerPath;

    public ModuleCall(ModuleBase module)
    {
        IsOutermost = _root is null;
        _root ??= module;
        _callerPath = _execution.Path;
        _execution.Path = module.PathUnder(_root);
    }

    /// <summary>Is told of every finished call on this thread, with its result; for the summary.</summary>
    public static Action<ModuleBase, object?>? Observer
    {
        get => _observer;
        set => _observer = value;
    }

    /// <summary>Whether no other module is running on this thread.</summary>
    public bool IsOutermost { get; }

    /// <summary>Goes back to the caller's path.</summary>
    public void Dispose()
    {
        _execution.Path = _callerPath;
        if (IsOutermost) _root = null;
    }
}
