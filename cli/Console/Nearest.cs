namespace NeuralCore.Cli;

/// <summary>The known name that a mistyped one probably meant.</summary>
internal static class Nearest
{
    /// <summary>"; did you mean 'x'?" for a near name, else the list of all.</summary>
    public static string Suggestion(string word, IEnumerable<string> known)
    {
        var names = known.Order(StringComparer.Ordinal).ToArray();
        if (names.Length == 0) return "";
        var best = names.MinBy(name => Distance(word, name))!;
        return Distance(word, best) <= Math.Max(2, word.Length / 3)
            ? $"; did you mean '{best}'?"
            : $"; there are {string.Join(", ", names)}";
    }

    // Levenshtein's distance: insertions, deletions and replacements, one each; capitals are no difference.
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var (diagonal, left) = (row[0], i);
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var best = Math.Min(Math.Min(row[j], left) + 1, diagonal + (char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1));
                (diagonal, row[j], left) = (row[j], best, best);
            }
        }
        return row[b.Length];
    }
}
