using NeuralCore.Autograd;
using NeuralCore.Ops;

namespace NeuralCore.Nn;

/// <summary>Follows the receptive field of every tensor from a model's inputs on, by the operations that make it.</summary>
/// <remarks>
/// An input element sees itself: size r = 1, stride j = 1. A window of k taps, d apart, moved by s, gives r + (k − 1)·d·j
/// and j·s (Araujo et al. 2019, doi:10.23915/distill.00021). Where paths meet, the largest field counts. A sum along an
/// axis depends on all of it: linear layers, global pooling, and whatever multiplies by a gate computed from it.
/// An operation that is not known here is taken as elementwise along the axes that keep their extent; along others it is
/// taken to depend on everything.
/// </remarks>
internal sealed class ReceptiveFieldTracker : IDispatchListener
{
    private readonly Dictionary<Tensor, FieldTrack[]> _tracks = new(ReferenceEqualityComparer.Instance);
    private int _depth;

    /// <summary>Measures in elements of the inputs [N, C, *spatial]; others have no field.</summary>
    public ReceptiveFieldTracker(IEnumerable<Tensor> inputs)
    {
        foreach (var input in inputs)
            if (input.Rank > 2) _tracks[input] = [.. Enumerable.Range(2, input.Rank - 2).Select(dim => new FieldTrack(1, 1, dim))];
    }

    /// <summary>The field of a tensor's elements; null if no input reaches it.</summary>
    public ReceptiveField? Of(Tensor tensor) => _tracks.TryGetValue(tensor, out var tracks) ? new([.. tracks.Select(t => t.Axis)]) : null;

    /// <inheritdoc/>
    public void Starting(OpCall call) => _depth++;

    /// <inheritdoc/>
    public void Finished(OpCall call)
    {
        if (--_depth > 0) return;   // what an op computes by way of others is its own affair
        foreach (var y in call.Outputs)
            if (Follow(call.Op, call.Inputs, y.Shape) is { } tracks) _tracks[y] = tracks;
    }

    private FieldTrack[]? Follow(Op op, IReadOnlyList<Tensor?> inputs, Shape y)
    {
        if (op is MatMulOp product)
            return FieldRules.Merge(Tracked(inputs, (tracks, i) => FieldRules.Of(product, i, tracks, inputs[i]!.Shape)), y, keepsAll: true);
        if (inputs[0] is { } x && _tracks.TryGetValue(x, out var own) && FieldRules.Of(op, own, x.Shape, inputs.ElementAtOrDefault(1)?.Shape, y) is { } tracks)
            return tracks;
        return FieldRules.Merge(Tracked(inputs, (tracks, _) => tracks), y, keepsAll: op is ConcatOp or PadOp or CropOp or IndexSelectOp);
    }

    private List<(FieldTrack[] Tracks, Shape Shape)> Tracked(IReadOnlyList<Tensor?> inputs, Func<FieldTrack[], int, FieldTrack[]> change)
    {
        List<(FieldTrack[], Shape)> tracked = [];
        for (var i = 0; i < inputs.Count; i++)
            if (inputs[i] is { } input && _tracks.TryGetValue(input, out var tracks)) tracked.Add((change(tracks, i), input.Shape));
        return tracked;
    }
}
