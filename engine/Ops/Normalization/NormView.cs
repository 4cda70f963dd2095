namespace NeuralCore.Ops;

/// <summary>The tensors of a normalization as five dimensions [A, R, W, P, Run] that broadcast against each other, so that its formulas can be written in elementary ops.</summary>
/// <remarks>
/// Statistics depend on (R, W), weights on (W, P): with G = R·W and B = P·Run this is <see cref="NormGeometry"/>'s
/// [A, G, B] with both rules of ownership made dimensions.
/// </remarks>
internal readonly struct NormView(NormGeometry geometry)
{
    private readonly int _r = geometry.G / Math.Max(1, geometry.WeightGroups);

    /// <summary>The shape of the data.</summary>
    public Shape Shape => [geometry.A, _r, geometry.WeightGroups, geometry.WeightsPerGroup, geometry.WeightRun];

    /// <summary>The elements behind one mean.</summary>
    public double Count => geometry.Count;

    private Shape StatisticShape => [1, _r, geometry.WeightGroups, 1, 1];

    private Shape WeightShape => [1, 1, geometry.WeightGroups, geometry.WeightsPerGroup, 1];

    /// <summary>x, y or a gradient of theirs.</summary>
    public Tensor Data(Tensor x) => x.Reshape(Shape);

    /// <summary>A mean, a variance or a gradient of theirs.</summary>
    public Tensor Statistic(Tensor x) => x.Reshape(StatisticShape);

    /// <summary>A weight, a bias or a gradient of theirs.</summary>
    public Tensor Weight(Tensor x) => x.Reshape(WeightShape);

    /// <summary>Σ over the elements that share their statistics.</summary>
    public Tensor SumPerStatistic(Tensor data) => data.SumTo(StatisticShape);

    /// <summary>The mean over the elements that share their statistics.</summary>
    public Tensor Mean(Tensor data) => SumPerStatistic(data) / Count;

    /// <summary>Σ over the elements that share a weight.</summary>
    public Tensor SumPerWeight(Tensor data) => data.SumTo(WeightShape);
}
