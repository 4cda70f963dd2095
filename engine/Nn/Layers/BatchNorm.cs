using NeuralCore.Autograd;
using NeuralCore.Nn.Init;
using NeuralCore.Ops;

namespace NeuralCore.Nn;

/// <summary>Batch normalization (Ioffe and Szegedy 2015, arXiv:1502.03167) of x [N, C, *spatial], for any number of spatial dimensions.</summary>
/// <remarks>
/// In training each channel is normalized by the batch's mean and variance, which also move the running statistics:
/// running ← (1 − momentum)·running + momentum·batch, with the unbiased variance. In evaluation the running ones serve.
/// PyTorch's count of batches (num_batches_tracked) is not kept: nothing here reads it.
/// </remarks>
public sealed class BatchNorm : Module
{
    private readonly Parameter? _weight;
    private readonly Parameter? _bias;
    [StateName("running_mean")] private readonly StateBuffer? _runningMean;
    [StateName("running_var")] private readonly StateBuffer? _runningVariance;
    private readonly double _eps, _momentum;
    private readonly int _channels;

    /// <summary>A layer for C channels; weights start as 1, biases as 0.</summary>
    /// <param name="channels">C.</param>
    /// <param name="eps">What is added to the variance.</param>
    /// <param name="momentum">The share of the batch in the running statistics.</param>
    /// <param name="affine">Whether a learned weight and bias follow.</param>
    /// <param name="tracksStatistics">Whether running statistics are kept; without them evaluation uses the batch's too.</param>
    public BatchNorm(int channels, double eps = 1e-5, double momentum = 0.1, bool affine = true, bool tracksStatistics = true)
    {
        (_channels, _eps, _momentum) = (channels, eps, momentum);
        if (affine) (_weight, _bias) = (new([channels], Constant.One), new([channels], Constant.Zero));
        if (tracksStatistics) (_runningMean, _runningVariance) = (new([channels], 0), new([channels], 1));
    }

    /// <summary>The scale [C], if there is one.</summary>
    public Parameter? Weight => _weight;

    /// <summary>The shift [C], if there is one.</summary>
    public Parameter? Bias => _bias;

    /// <summary>The running mean [C], if it is kept.</summary>
    public StateBuffer? RunningMean => _runningMean;

    /// <summary>The running variance [C], if it is kept.</summary>
    public StateBuffer? RunningVariance => _runningVariance;

    /// <inheritdoc/>
    public override string ToString() =>
        $"BatchNorm({_channels}{LayerText.Unless(1e-5, _eps, "eps")}{LayerText.Unless(0.1, _momentum, "momentum")}" +
        $"{LayerText.If(_weight is null, "not affine")}{LayerText.If(_runningMean is null, "no running statistics")})";

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)
    {
        if (!IsTraining && _runningMean is not null)
            return x.BatchNormInference(_runningMean, _runningVariance!, _weight, _bias, _eps);
        var (y, mean, variance) = x.BatchNorm(_weight, _bias, _eps);
        if (IsTraining && _runningMean is not null)
        {
            double count = x.Count / _channels;
            Track(_runningMean, mean, 1);
            Track(_runningVariance!, variance, count / (count - 1));
        }
        return y;
    }

    private void Track(StateBuffer running, Tensor batch, double correction)
    {
        var target = running.Value;
        if (target.Backend != batch.Backend)
            throw new ShapeException($"{Execution.Current.Path}: the running statistics are {target.Type} on {target.Device} and the input is {batch.Type} on {batch.Device}; move the model, or the input, with To");
        target.Backend.Zip(new Blend(1 - _momentum, _momentum * correction), target.View, batch.View, target.View);
        target.Storage.Touch($"{Execution.Current.Path}: the running statistics of BatchNorm");
        GC.KeepAlive(batch);
    }

    internal readonly struct Blend(double old, double batch) : IBinary
    {
        public V Invoke<V>(V a, V b) where V : unmanaged, ILane<V> => V.Fma(V.Of(old), a, V.Of(batch) * b);
    }
}
