namespace NeuralCore.Backends.Gpu;

internal sealed partial class GpuBackend<V>
{
    /// <inheritdoc/>
    public override void Softmax(View x, View y, LineGeometry line, bool logarithm)
    {
        var space = new LineSpace(line);
        if (logarithm) Runtime.Launch(new SoftmaxKernel<LogProbability, V>(space, Lanes(x), Lanes(y)), new(space.Groups));
        else Runtime.Launch(new SoftmaxKernel<Probability, V>(space, Lanes(x), Lanes(y)), new(space.Groups));
    }

    /// <inheritdoc/>
    public override void SoftmaxGradient(View dy, View y, View dx, LineGeometry line, bool logarithm)
    {
        var space = new LineSpace(line);
        if (logarithm) Runtime.Launch(new SoftmaxGradientKernel<LogProbability, V>(space, Lanes(dy), Lanes(y), Lanes(dx)), new(space.Groups));
        else Runtime.Launch(new SoftmaxGradientKernel<Probability, V>(space, Lanes(dy), Lanes(y), Lanes(dx)), new(space.Groups));
    }
}
