using NeuralCore.Autograd;

namespace NeuralCore;

/// <summary>Gradients as a function: of some tensors with respect to others, leaving every <c>Grad</c> alone.</summary>
public static class Gradients
{
    /// <summary>dL/d(inputs) for L = Σ ⟨outputs, upstream⟩; null for an input that no output depends on.</summary>
    /// <param name="outputs">The tensors to differentiate.</param>
    /// <param name="inputs">Leaves or results to differentiate by.</param>
    /// <param name="upstream">dL/d(outputs); ones where an output is one number and nothing is given.</param>
    /// <param name="createGraph">Whether the gradients can themselves be differentiated; keeps the graph too.</param>
    /// <param name="retainGraph">Whether the graph is kept for another pass.</param>
    /// <exception cref="GradientException">Nothing was recorded, the graph was used up, a saved tensor was changed since, or an op gave a gradient that does not fit its input.</exception>
    public static Tensor?[] Of(
        IReadOnlyList<Tensor> outputs, IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor?>? upstream = null,
        bool createGraph = false, bool retainGraph = false) =>
        Of(outputs, inputs, upstream, createGraph, retainGraph, handsOutMisshapen: false);

    /// <summary>The same; with <paramref name="handsOutMisshapen"/> a gradient in another shape than its input's is handed out as it came, instead of refused.</summary>
    internal static Tensor?[] Of(
        IReadOnlyList<Tensor> outputs, IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor?>? upstream, bool createGraph, bool retainGraph, bool handsOutMisshapen)
    {
        List<(GradientState, Tensor)> roots = [];
        for (var i = 0; i < outputs.Count; i++)
            if (GradientState.Participating(outputs[i]) is not null || upstream?[i] is null) roots.Add(Root(outputs[i], upstream?[i]));
        var states = inputs.Select(GradientState.Of).ToArray();
        var results = new GraphWalk(createGraph, retainGraph || createGraph, states) { HandsOutMisshapen = handsOutMisshapen }.Run(roots);
        return [.. states.Select(state => results.GetValueOrDefault(state))];
    }

    /// <summary>dL/d(input) of one scalar tensor.</summary>
    /// <exception cref="GradientException">Nothing was recorded, or the graph was used up.</exception>
    public static Tensor? Of(Tensor output, Tensor input, bool createGraph = false) => Of([output], [input], createGraph: createGraph)[0];

    /// <summary>Where a walk begins.</summary>
    internal static (GradientState State, Tensor Gradient) Root(Tensor x, Tensor? gradient)
    {
        var state = GradientState.Participating(x)
            ?? throw new GradientException($"{x.Type} {x.Shape} depends on nothing that requires a gradient; set RequiresGrad on a leaf before computing it, outside any NoGradScope");
        if (gradient is null && x.Count != 1)
            throw new GradientException($"Backward() without an upstream gradient starts from one number; got {x.Shape}; reduce it with Sum() or Mean(), or pass a gradient of its shape");
        if (gradient is not null && (gradient.Shape != x.Shape || gradient.Type != x.Type || gradient.Device != x.Device))
            throw new GradientException($"the upstream gradient is {gradient.Type} {gradient.Shape} on {gradient.Device}; expected {x.Type} {x.Shape} on {x.Device}");
        return (state, gradient ?? Tensor.Full(x.Shape, 1, x.Type, x.Device));
    }

    /// <summary>A gradient that no other tensor shares, since a leaf's is changed in place by clipping and the like.</summary>
    internal static Tensor Owned(Tensor gradient, bool createGraph) =>
        createGraph ? gradient : Tensor.EmptyLike(gradient, gradient.Shape).CopyFrom(gradient);
}
