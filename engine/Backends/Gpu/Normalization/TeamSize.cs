namespace NeuralCore.Backends.Gpu;

/// <summary>The kinds of <see cref="ITeam"/>, as a backend chooses them.</summary>
internal enum TeamSize
{
    /// <summary><see cref="Whole"/>.</summary>
    Whole,

    /// <summary><see cref="Warp"/>.</summary>
    Warp,

    /// <summary><see cref="Octet"/>.</summary>
    Octet,

    /// <summary><see cref="Columns"/>.</summary>
    Columns,
}

/// <summary>Which teams suit which work.</summary>
internal static class TeamSizes
{
    // Below so many elements some of a team's threads would have hardly any.
    private const int LeastForWhole = 1024, LeastForWarp = 24, LeastColumns = 8;

    /// <summary>Teams for stretches of so many elements.</summary>
    public static TeamSize ForLength(int length) =>
        length >= LeastForWhole ? TeamSize.Whole : length >= LeastForWarp ? TeamSize.Warp : TeamSize.Octet;

    /// <summary>Teams for so many stretches of [A, G, B], of which every one is [A, B].</summary>
    public static TeamSize For(int g, int b, int length) => b == 1 && g >= LeastColumns ? TeamSize.Columns : ForLength(length);
}
