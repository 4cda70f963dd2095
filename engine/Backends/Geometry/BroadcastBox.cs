namespace NeuralCore.Backends;

/// <summary>How operands are read that broadcast to a shape.</summary>
internal static class BroadcastBox
{
    /// <summary>The box of shape y, walked by up to three operands: equal shapes and scalars merge to one dimension, x [N, C, H, W] with [C, 1, 1] to three.</summary>
    public static Box Of(Shape y, Shape a, Shape b, Shape c)
    {
        var (stepsA, stepsB, stepsC) = (Odometer.Broadcast(a, y), Odometer.Broadcast(b, y), Odometer.Broadcast(c, y));
        var box = default(Box);
        for (var i = y.Rank - 1; i >= 0; i--) box.Add(y[i], stepsA[i], stepsB[i], stepsC[i]);
        return box;
    }
}
