namespace NeuralCore.Checking;

/// <summary>Gradients that depend on earlier calls.</summary>
internal static class StateMutations
{
    /// <summary>Each with a memory of its own.</summary>
    public static IEnumerable<Mutation> All()
    {
        double[]? first = null, previous = null, sum = null;
        yield return new("the first call's gradient for ever", "stale-buffer", s => Fits(ref first, s) ? first! : first = s.Right);
        yield return new("the previous call's gradient", "stale-buffer", s =>
        {
            var answer = Fits(ref previous, s) ? previous! : new double[s.Right.Length];
            previous = s.Right;
            return answer;
        });
        yield return new("a buffer that is never cleared", "stale-buffer", s =>
        {
            if (!Fits(ref sum, s)) sum = new double[s.Right.Length];
            return sum = [.. sum!.Zip(s.Right, (a, b) => a + b)];
        });
    }

    private static bool Fits(ref double[]? memory, MutationSite site) => memory is not null && memory.Length == site.Right.Length;
}
