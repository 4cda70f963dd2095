namespace NeuralCore.Backends.Gpu;

/// <summary>How one side of a product [lines, depth] lies in a view; <see cref="AlongDepth{Q,V}"/> and <see cref="AlongLines{Q,V}"/> have the formulas.</summary>
/// <param name="View">The elements.</param>
/// <param name="AlongDepth">Whether neighbours follow one another along the depth; else along the lines.</param>
/// <param name="BatchPitch">From one product's matrix to the next.</param>
/// <param name="Lines">The number of lines.</param>
/// <param name="Pitch">From one line to the next, or along the lines from one position of the depth to the next.</param>
/// <param name="Run">How many neighbours lie together.</param>
/// <param name="RunPitch">From one run of neighbours to the next.</param>
internal readonly record struct GemmLayout(View View, bool AlongDepth, int BatchPitch, int Lines, int Pitch, int Run = GemmLayout.NoRuns, int RunPitch = 0)
{
    /// <summary>A run longer than any matrix.</summary>
    public const int NoRuns = int.MaxValue;

    /// <summary>The left side of a product in MatMul's layout: lines × depth, or depth × lines.</summary>
    public static GemmLayout Of(View view, bool alongDepth, bool shared, int lines, int depth) =>
        new(view, alongDepth, shared ? 0 : lines * depth, lines, alongDepth ? depth : lines);

    /// <summary>Whether four neighbours, from a multiple of four on, always lie aligned, side by side, inside the matrix or outside.</summary>
    public bool InQuads(int depth)
    {
        var along = AlongDepth ? depth : Lines;
        return IsMultiple((int)(View.Offset % 4)) && IsMultiple(along) && IsMultiple(BatchPitch) && IsMultiple(Pitch)
            && (Run >= along || IsMultiple(Run) && IsMultiple(RunPitch));
    }

    private static bool IsMultiple(int number) => number % 4 == 0;
}
