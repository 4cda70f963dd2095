namespace NeuralCore.Backends.Gpu;

/// <summary>How the threads of a group share out its work: teams of members, each team with a stretch of its own.</summary>
internal interface ITeam
{
    /// <summary>The threads of a group; the same for all, so that teams are interchangeable.</summary>
    const int Threads = 256;

    /// <summary>The threads that share one stretch; a power of two.</summary>
    static abstract int Members { get; }

    /// <summary>Whether neighbouring threads are of different teams, for stretches that lie across memory.</summary>
    static virtual bool Interleaved => false;
}

/// <summary>The whole group works on one stretch.</summary>
internal readonly struct Whole : ITeam
{
    public static int Members => ITeam.Threads;
}

/// <summary>A warp to each stretch.</summary>
internal readonly struct Warp : ITeam
{
    public static int Members => 32;
}

/// <summary>Eight threads to each stretch.</summary>
internal readonly struct Octet : ITeam
{
    public static int Members => 8;
}

/// <summary>Eight threads to each of 32 columns that lie side by side: a warp reads one row of them.</summary>
internal readonly struct Columns : ITeam
{
    public static int Members => 8;

    public static bool Interleaved => true;
}

/// <summary>A thread's place in a group of teams.</summary>
internal readonly struct Place<T>(int thread) where T : struct, ITeam
{
    /// <summary>The teams of a group.</summary>
    public static int Teams => ITeam.Threads / T.Members;

    /// <summary>From one member's thread to the next one's.</summary>
    public static int Step => T.Interleaved ? Teams : 1;

    /// <summary>Which team of the group.</summary>
    public int Team => T.Interleaved ? thread % Teams : thread / T.Members;

    /// <summary>Which member of the team.</summary>
    public int Member => T.Interleaved ? thread / Teams : thread % T.Members;
}
