using System.Runtime.CompilerServices;

namespace NeuralCore.Backends;

/// <summary>A strided copy along runs of the target: whole runs at once where both sides are contiguous, element by element where not.</summary>
internal readonly unsafe struct StridedKernel<E, M>(E* source, E* target, Runs runs) : IParts
    where E : unmanaged where M : struct, IMove<E>
{
    private readonly Chunks _chunks = new(runs.Count);

    /// <summary>Copies the whole box.</summary>
    public void Run() => WorkerPool.For(_chunks.Parts, this);

    /// <inheritdoc/>
    public void Invoke(int part)
    {
        var (start, end) = _chunks[part];
        for (var piece = runs.Between(start, end); piece.Length > 0; piece.Next())
        {
            var from = source + piece.A;
            var to = target + piece.B;
            if (runs.StepB == 1 && runs.StepA == 1) M.Run(from, to, piece.Length);
            else if (runs.StepB == 1 && runs.StepA == 0) M.Repeat(from, to, piece.Length);
            else Loop(from, runs.StepA, to, runs.StepB, piece.Length);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Loop(E* source, long stepA, E* target, long stepB, int n)
    {
        for (; n > 0; n--, source += stepA, target += stepB) M.One(source, target);
    }
}
