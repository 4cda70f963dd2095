namespace NeuralCore.Backends;

/// <summary>The literal formula of every primitive as loops over one element at a time: meant to be read, and the oracle of every test.</summary>
internal partial class ReferenceBackend<T, S>(Device device) : HostBackend(device, ElementTypes.Of<T>())
    where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    where S : unmanaged, IVector<S, T>
{
    /// <inheritdoc/>
    public override void Cast(View source, View target) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void CopyStrided(View source, View target, in StridedGeometry geometry, bool accumulate = false) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Fill(View y, double value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Map<F>(F f, View x, View y) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Zip<F>(F f, View a, View b, View y) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Zip<F>(F f, View a, View b, View c, View y) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Update<F>(F f, View p, View g, View? s0, View? s1, View? s2) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Dropout(View x, View y, double p, PhiloxKey key) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Reduce<R>(R reduction, View x, View y, uint axes) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void ArgMax(View x, View y, LineGeometry line) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Softmax(View x, View y, LineGeometry line, bool logarithm) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SoftmaxGradient(View dy, View y, View dx, LineGeometry line, bool logarithm) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void MatMul(View a, View b, View y, in MatMulGeometry geometry) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Convolution(View x, View w, View? bias, View y, in ConvolutionGeometry geometry) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void ConvolutionInputGradient(View dy, View w, View dx, in ConvolutionGeometry geometry) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void ConvolutionWeightGradient(View x, View dy, View dw, in ConvolutionGeometry geometry) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void MaxPool(View x, View y, View indices, in PoolGeometry geometry) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void PoolGather(View x, View indices, View y, in PoolGeometry geometry) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void PoolScatter(View dy, View indices, View dx, in PoolGeometry geometry) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void AveragePool(View x, View y, in PoolGeometry geometry) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void AveragePoolGradient(View dy, View dx, in PoolGeometry geometry) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Moments(View x, View mean, View variance, in NormGeometry geometry) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Normalize(View x, View mean, View variance, View? weight, View? bias, View y, double eps, in NormGeometry geometry) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void NormalizeGradient(View dy, View x, View mean, View variance, View? weight, View? dx, View? dw, View? db, double eps, in NormGeometry geometry) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void IndexSelect(View x, View index, View y, LineGeometry line) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void IndexAdd(View dy, View index, View dx, LineGeometry line) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Resample(View x, View y, LineGeometry line, ResampleTable table) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void ResampleAdjoint(View dy, View dx, LineGeometry line, ResampleTable table) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void NllLoss(View logp, View targets, View? weight, View loss, LineGeometry line, long ignoreIndex, double smoothing) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void NllLossGradient(View dloss, View targets, View? weight, View dlogp, LineGeometry line, long ignoreIndex, double smoothing) => throw new NotSupportedException();
}
