using NeuralCore.Nn.Init;
using NeuralCore.Ops;

namespace NeuralCore.Nn;

/// <summary>Group normalization (Wu and He 2018, arXiv:1803.08494) of x [N, C, *spatial]: each example's channels in groups.</summary>
public sealed class GroupNorm : Module
{
    private readonly Parameter? _weight;
    private readonly Parameter? _bias;
    private readonly int _groups, _channels;
    private readonly double _eps;

    /// <summary>A layer for C channels in so many groups; weights start as 1, biases as 0.</summary>
    /// <exception cref="UsageException">The channels do not divide into the groups.</exception>
    public GroupNorm(int groups, int channels, double eps = 1e-5, bool affine = true)
    {
        if (groups < 1 || channels % groups != 0) throw new UsageException($"GroupNorm: {channels} channels do not divide into {groups} groups");
        (_groups, _channels, _eps) = (groups, channels, eps);
        if (affine) (_weight, _bias) = (new([channels], Constant.One), new([channels], Constant.Zero));
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"GroupNorm({_groups} groups of {_channels / _groups}{LayerText.Unless(1e-5, _eps, "eps")}{LayerText.If(_weight is null, "not affine")})";

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => x.GroupNorm(_groups, _weight, _bias, _eps);
}
