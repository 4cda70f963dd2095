using NeuralCore.Autograd;

namespace NeuralCore.Checking;

/// <summary>The mistakes that are planted in every op.</summary>
internal static class MutationCatalogue
{
    /// <summary>Those that may apply to the gradient of one input of a call.</summary>
    /// <param name="op">The op.</param>
    /// <param name="inputs">All inputs' shapes, null for an absent one.</param>
    /// <param name="input">The input.</param>
    /// <param name="result">The shape of the first result.</param>
    /// <param name="seed">Of what is drawn.</param>
    public static IEnumerable<Mutation> For(Op op, IReadOnlyList<Shape?> inputs, int input, Shape result, ulong seed)
    {
        var shape = inputs[input]!.Value;
        return
        [
            .. ScaleMutations.For(shape, result),
            .. ArrangementMutations.For(shape, seed),
            .. PlaceMutations.For(shape, seed),
            .. SumMutations.For(result),
            .. WiringMutations.For(inputs, input, result),
            .. StateMutations.All(),
            .. StatisticsMutations.For(op, input),
        ];
    }
}
