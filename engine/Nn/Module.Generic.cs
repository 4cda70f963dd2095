using NeuralCore.Autograd;

namespace NeuralCore.Nn;

/// <summary>A module from any input to any output: several inputs, auxiliary heads. Most derive from <see cref="Module"/>.</summary>
/// <typeparam name="TIn">A tensor, or a tuple of them.</typeparam>
/// <typeparam name="TOut">A tensor, or a tuple of them.</typeparam>
public abstract class Module<TIn, TOut> : ModuleBase
{
    private HookList<TIn, TOut>? _hooks;

    /// <summary>Computes the module's output: what callers call.</summary>
    /// <remarks>
    /// It names the module in errors, runs the hooks, and, when nothing is recorded and no other module is running,
    /// gives everything but the result back to the arena. The author writes <see cref="Compute"/>.
    /// </remarks>
    /// <exception cref="ShapeException">Shapes do not fit; the message names the module's path.</exception>
    public TOut Forward(TIn x)
    {
        using var call = new ModuleCall(this);
        var y = call.IsOutermost && !NoGradScope.IsRecording && ResultTensors<TOut>.AreKnown ? RunInScope(x) : Run(x);
        ModuleCall.Observer?.Invoke(this, y);
        return y;
    }

    /// <summary>The module's formula; called by <see cref="Forward"/>, never directly.</summary>
    protected abstract TOut Compute(TIn x);

    /// <summary>Replaces the input before each call; dispose the result to stop.</summary>
    public IDisposable BeforeForward(Func<TIn, TIn> hook) => Around((x, next) => next(hook(x)));

    /// <summary>Looks at the input before each call; dispose the result to stop.</summary>
    public IDisposable BeforeForward(Action<TIn> hook) => Around((x, next) =>
    {
        hook(x);
        return next(x);
    });

    /// <summary>Replaces the output after each call; dispose the result to stop.</summary>
    public IDisposable AfterForward(Func<TIn, TOut, TOut> hook) => Around((x, next) => hook(x, next(x)));

    /// <summary>Looks at input and output after each call; dispose the result to stop.</summary>
    /// <remarks>Under <see cref="NoGradScope"/> an output inside the model lives until the outermost call ends; <c>Keep()</c> it to use it later.</remarks>
    public IDisposable AfterForward(Action<TIn, TOut> hook) => Around((x, next) =>
    {
        var y = next(x);
        hook(x, y);
        return y;
    });

    /// <summary>Adds a hook around the call; the first added is the outermost.</summary>
    internal IDisposable Around(Func<TIn, Func<TIn, TOut>, TOut> hook) => (_hooks ??= new()).Add(hook);

    private TOut Run(TIn x) => _hooks is { IsEmpty: false } hooks ? hooks.Run(x, Compute) : Compute(x);

    private TOut RunInScope(TIn x)
    {
        using var scope = new MemoryScope();
        var y = Run(x);
        foreach (var tensor in ResultTensors<TOut>.Of(y)) tensor.ReturnFrom(scope);
        return y;
    }
}
