namespace NeuralCore.Checking;

/// <summary>Only some indices of a dimension are wrong: a channel, a group of channels, a sample.</summary>
internal sealed class GroupPattern : IPattern
{
    /// <inheritdoc/>
    public string Name => "group";

    /// <inheritdoc/>
    public Match? Match(WrongGradient gradient)
    {
        var shape = gradient.Shape;
        if (gradient.WrongCount < 2 || shape.Rank == 0) return null;
        var coordinates = gradient.Elements.Select(e => new Position(e, shape).Coordinates).ToArray();
        int[] wrong = [.. gradient.Wrong], others = [.. Enumerable.Range(0, coordinates.Length).Where(p => !gradient.IsWrong[p])];
        var indices = Enumerable.Range(0, shape.Rank).Select(d => wrong.Select(p => coordinates[p][d]).Distinct().Order().ToList()).ToArray();
        // An index of which nothing was compared tells nothing.
        int[] narrowed = [.. Enumerable.Range(0, shape.Rank).Where(d => others.Select(p => coordinates[p][d]).Except(indices[d]).Any())];
        if (narrowed.Length == 0) return null;
        var share = gradient.Covers(p => narrowed.All(d => indices[d].Contains(coordinates[p][d])));
        var where = narrowed.Select(d => $"{(indices[d].Count == 1 ? "index" : "indices")} {Words.List(indices[d])} of dimension {d}").ToList();
        return new(share,
            $"only {Words.List(where)} of {shape} {(narrowed.Length == 1 && indices[narrowed[0]].Count == 1 ? "is" : "are")} wrong ({wrong.Length} of {gradient.Elements.Length} elements), all else{(gradient.IsComplete ? "" : " that was compared")} is right; {Words.Manner(gradient, wrong)}: "
            + "look at the offsets of groups and channels, and at loops that begin or end there");
    }
}
