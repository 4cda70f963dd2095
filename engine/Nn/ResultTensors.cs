using System.Runtime.CompilerServices;

namespace NeuralCore.Nn;

/// <summary>Which tensors a module's result holds: what a call without gradients must not give back.</summary>
internal static class ResultTensors<TOut>
{
    /// <summary>Whether all tensors of a result can be listed: it is a tensor, a sequence of them, or a tuple of nothing else.</summary>
    public static bool AreKnown { get; } =
        typeof(TOut) == typeof(Tensor) || typeof(IEnumerable<Tensor>).IsAssignableFrom(typeof(TOut)) ||
        (typeof(ITuple).IsAssignableFrom(typeof(TOut)) && typeof(TOut).GetGenericArguments().All(t => t == typeof(Tensor)));

    /// <summary>The tensors of one result.</summary>
    public static IEnumerable<Tensor> Of(TOut result) => result switch
    {
        Tensor tensor => [tensor],
        IEnumerable<Tensor> tensors => tensors,
        ITuple tuple => Enumerable.Range(0, tuple.Length).Select(i => tuple[i]).OfType<Tensor>(),
        _ => [],
    };
}
