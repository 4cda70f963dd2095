namespace NeuralCore.Checking;

/// <summary>The terms of a gradient's sums: dL/dxᵢ = Σₖ cₖ · ∂yₖ/∂xᵢ, by differences, for some of its elements.</summary>
/// <remarks>What sums lose, a slice, a term, all but the last, can be told only from their terms.</remarks>
internal sealed class Contributions
{
    private const int MostElements = 256;
    private const long MostTerms = 2_000_000;

    private readonly double[][] _terms;

    private Contributions(int[] positions, double[][] terms, IReadOnlyList<Block> blocks) =>
        (Positions, _terms, Blocks) = (positions, terms, blocks);

    /// <summary>Which of the compared elements they are known for.</summary>
    public int[] Positions { get; }

    /// <summary>How many terms an element has: one for each element of the results.</summary>
    public int Count => _terms[0].Length;

    /// <summary>The results that the terms belong to.</summary>
    public IReadOnlyList<Block> Blocks { get; }

    /// <summary>The terms of the wrong elements first, as far as they are affordable; only where they add up to the numeric derivative.</summary>
    public static Contributions? Of(WrongGradient gradient)
    {
        var call = gradient.Context.Call;
        var most = (int)Math.Min(MostElements, MostTerms / Math.Max(1, call.Weights.Length));
        int[] wanted = [.. Enumerable.Range(0, gradient.Elements.Length).Where(p => gradient.IsCompared[p]).OrderByDescending(p => gradient.IsWrong[p]).Take(most)];
        if (!gradient.Context.Affords((long)wanted.Length * JacobianProbe.EvaluationsPerColumn)) return null;
        var count = (int)call.Blocks.Sum(b => b.Shape.Count);
        List<int> positions = [];
        List<double[]> terms = [];
        var probe = new JacobianProbe(call, gradient.Input, gradient.Context.Step);
        foreach (var p in wanted)
        {
            // The results' share alone: what reaches the loss directly has one term and is known.
            var column = probe.Column((int)gradient.Elements[p])[..count];
            for (var k = 0; k < column.Length; k++) column[k] *= call.Weights[k];
            if (!(Math.Abs(column.Sum() - gradient.Numeric[p]) <= 1e-6 * gradient.Scale(p))) continue;
            positions.Add(p);
            terms.Add(column);
        }
        return positions.Count == 0 ? null : new([.. positions], [.. terms], call.Blocks);
    }

    /// <summary>The terms of one element, number <paramref name="i"/> of <see cref="Positions"/>.</summary>
    public ReadOnlySpan<double> Terms(int i) => _terms[i];

    /// <summary>A prediction for the known elements from the terms of each.</summary>
    public double[] Predict(WrongGradient gradient, Func<double[], double> from)
    {
        var values = new double[gradient.Elements.Length];
        Array.Fill(values, double.NaN);
        for (var i = 0; i < Positions.Length; i++) values[Positions[i]] = from(_terms[i]);
        return values;
    }

    /// <summary>Whether of the wrong elements a share (at least one) take terms from more than one of the parts that a numbering of the terms makes.</summary>
    public bool Overlap(WrongGradient gradient, Func<int, int> part, double least = 0.5)
    {
        int wrong = 0, several = 0;
        for (var i = 0; i < Positions.Length; i++)
        {
            if (!gradient.IsWrong[Positions[i]]) continue;
            wrong++;
            var (first, smallest) = (int.MinValue, 1e-9 * gradient.Scale(Positions[i]));
            for (var k = 0; k < _terms[i].Length; k++)
            {
                if (Math.Abs(_terms[i][k]) <= smallest || part(k) is var at && at < 0) continue;
                if (first == int.MinValue) first = at;
                else if (at != first)
                {
                    several++;
                    break;
                }
            }
        }
        return several > 0 && several >= least * wrong;
    }
}

/// <summary>The place of one result among the terms.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Start">The number of its first element.</param>
internal readonly record struct Block(string Name, Shape Shape, int Start)
{
    /// <summary>Whether a term belongs to it.</summary>
    public bool Holds(int term) => term >= Start && term < Start + Shape.Count;
}
