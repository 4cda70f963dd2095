namespace NeuralCore.Checking;

/// <summary>Only elements near the ends of the spatial dimensions are wrong: what padding touches.</summary>
internal sealed class BorderPattern : IPattern
{
    private const int Widest = 4;

    private enum Side
    {
        Both,
        Start,
        End,
    }

    /// <inheritdoc/>
    public string Name => "border";

    /// <inheritdoc/>
    public Match? Match(WrongGradient gradient)
    {
        var shape = gradient.Shape;
        if (gradient.WrongCount < 2) return null;

        // Without channels there is no telling a border from an index, unless both ends are wrong.
        var isSpatial = shape.Rank >= 3;
        int[] candidates = [.. Enumerable.Range(isSpatial ? 2 : 0, isSpatial ? shape.Rank - 2 : shape.Rank).Where(d => shape[d] >= 3)];
        var coordinates = gradient.Elements.Select(e => new Position(e, shape).Coordinates).ToArray();
        (double Share, int[] Dims, Side Side, int Width)? best = null;
        foreach (var dims in Lattice.Subsets(candidates))
            foreach (var side in isSpatial ? Enum.GetValues<Side>() : [Side.Both])
                for (var width = 1; width <= Widest && dims.All(d => 2 * width < shape[d] + (side == Side.Both ? 0 : 1)); width++)
                {
                    var w = width;
                    bool IsInside(int p) => dims.Any(d => IsNear(coordinates[p][d], shape[d], side, w));
                    var share = gradient.Covers(IsInside);
                    if (share > (best?.Share ?? 0) && HasRightInterior(gradient, IsInside) && (side != Side.Both || TouchesBothEnds(dims, w))) best = (share, dims, side, width);
                }
        bool TouchesBothEnds(int[] dims, int width) => dims.All(d =>
            gradient.Wrong.Any(p => coordinates[p][d] < width) && gradient.Wrong.Any(p => coordinates[p][d] >= shape[d] - width));

        if (best is not var (explained, along, at, wide)) return null;
        int[] inside = [.. gradient.Wrong.Where(p => along.Any(d => IsNear(coordinates[p][d], shape[d], at, wide)))];
        if (inside.Length == 0) return null;
        var place = at switch { Side.Both => "either end", Side.Start => "the start", _ => "the end" };
        return new(explained,
            $"only elements at the border are wrong, within {wide} of {place} of {Words.List(along.Select(d => $"dimension {d}").ToList())} of {shape} ({inside.Length} of {gradient.Elements.Length}); "
            + $"the interior is right; {Words.Manner(gradient, inside)}: look at how padding and the first and last windows are handled");
    }

    private static bool HasRightInterior(WrongGradient gradient, Func<int, bool> isInside)
    {
        var any = false;
        for (var p = 0; p < gradient.Elements.Length; p++)
        {
            if (isInside(p)) continue;
            if (gradient.IsWrong[p]) return false;
            any |= gradient.IsNotable(p);
        }
        return any;
    }

    private static bool IsNear(int at, int extent, Side side, int width) =>
        (side != Side.End && at < width) || (side != Side.Start && at >= extent - width);
}
