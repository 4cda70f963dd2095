namespace NeuralCore.Data.Datasets;

/// <summary>Where data sets are kept between runs.</summary>
public static class DataFolder
{
    /// <summary>The folder of all data sets: $NEURALCORE_DATA, else neuralcore below $XDG_CACHE_HOME, else below ~/.cache.</summary>
    public static string Root
    {
        get
        {
            if (Environment.GetEnvironmentVariable("NEURALCORE_DATA") is { Length: > 0 } own) return own;
            var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } given && Path.IsPathRooted(given)
                ? given : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
            return Path.Combine(cache, "neuralcore");
        }
    }

    /// <summary>The folder of one data set.</summary>
    public static string Of(string name) => Path.Combine(Root, name);
}
