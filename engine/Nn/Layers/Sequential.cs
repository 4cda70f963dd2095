using System.Collections;
using System.Runtime.CompilerServices;

namespace NeuralCore.Nn;

/// <summary>Modules one after the other: <c>Sequential features = [new Linear(4, 8), new Relu(), new Linear(8, 2)]</c>; an empty one is the identity.</summary>
/// <remarks>Its modules are named by their index. Blocks derive from it: <c>class ConvBnRelu(…) : Sequential([…])</c>.</remarks>
[CollectionBuilder(typeof(Sequential), nameof(Create))]
public class Sequential : Module, IReadOnlyList<Module>
{
    [StateName("")] private readonly Module[] _modules;

    /// <summary>A sequence of the given modules.</summary>
    public Sequential(params ReadOnlySpan<Module> modules) => _modules = modules.ToArray();

    /// <summary>A sequence of the given modules.</summary>
    public Sequential(IEnumerable<Module> modules) => _modules = [.. modules];

    /// <summary>The number of modules.</summary>
    public int Count => _modules.Length;

    /// <summary>The module at a position.</summary>
    public Module this[int index] => _modules[index];

    /// <summary>Makes a sequence from a collection expression.</summary>
    public static Sequential Create(ReadOnlySpan<Module> modules) => new(modules);

    /// <inheritdoc/>
    public IEnumerator<Module> GetEnumerator() => ((IEnumerable<Module>)_modules).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)
    {
        foreach (var module in _modules) x = module.Forward(x);
        return x;
    }
}
