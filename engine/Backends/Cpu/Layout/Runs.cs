namespace NeuralCore.Backends;

/// <summary>A box cut into runs along its innermost dimension: within a run each operand goes on at one step.</summary>
internal readonly struct Runs
{
    private readonly Box _outer;

    public Runs(Box box)
    {
        (Length, StepA, StepB, StepC) = box.TakeInner();
        _outer = box;
        Count = box.Count * Length;
    }

    /// <summary>The number of elements in all runs.</summary>
    public long Count { get; }

    /// <summary>The length of a run.</summary>
    public int Length { get; }

    /// <summary>The first operand's step within a run.</summary>
    public long StepA { get; }

    /// <summary>The second operand's.</summary>
    public long StepB { get; }

    /// <summary>The third operand's.</summary>
    public long StepC { get; }

    /// <summary>The pieces of runs between two elements, counted in row-major order.</summary>
    public Pieces Between(long start, long end) => new(this, start, end);

    /// <summary>
    /// Operands broadcast to the shape of y. Equal shapes give one run, a scalar operand too; x [N, C, H, W] with a
    /// per-channel [C, 1, 1] gives N·C runs of H·W. The steps within a run are 1, or 0 for what repeats.
    /// </summary>
    public static Runs Broadcast(Shape y, Shape a, Shape b, Shape c) => new(BroadcastBox.Of(y, a, b, c));

    /// <summary>Goes through pieces of runs: where each begins in the operands, and its length.</summary>
    public struct Pieces
    {
        private readonly Runs _runs;
        private readonly long _end;
        private Box.Walker _walker;
        private long _column;

        internal Pieces(in Runs runs, long start, long end)
        {
            (_runs, _end) = (runs, end);
            (var run, _column) = Math.DivRem(start, Math.Max(1, runs.Length));
            _walker = runs._outer.Walk(run);
            Position = start;
            Length = (int)Math.Min(runs.Length - _column, end - start);
        }

        /// <summary>The piece's first element, counted in row-major order.</summary>
        public long Position { get; private set; }

        /// <summary>The piece's length; 0 at the end.</summary>
        public int Length { get; private set; }

        /// <summary>Where the piece begins in the first operand.</summary>
        public readonly long A => _walker.A + _column * _runs.StepA;

        /// <summary>Where it begins in the second.</summary>
        public readonly long B => _walker.B + _column * _runs.StepB;

        /// <summary>Where it begins in the third.</summary>
        public readonly long C => _walker.C + _column * _runs.StepC;

        /// <summary>Moves to the next piece.</summary>
        public void Next()
        {
            Position += Length;
            _column = 0;
            _walker.Next();
            Length = (int)Math.Min(_runs.Length, _end - Position);
        }
    }
}
