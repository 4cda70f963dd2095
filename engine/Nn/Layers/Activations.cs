using NeuralCore.Ops;

namespace NeuralCore.Nn;

/// <summary>max(x, 0).</summary>
public sealed class Relu : Module
{
    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => x.Relu();
}

/// <summary>min(max(x, 0), 6).</summary>
public sealed class Relu6 : Module
{
    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => x.Relu6();
}

/// <summary>x where x is positive, else slope·x.</summary>
public sealed class LeakyRelu(double negativeSlope = 0.01) : Module
{
    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"LeakyRelu({negativeSlope})");

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => x.LeakyRelu(negativeSlope);
}

/// <summary>x where x is positive, else alpha·(eˣ − 1).</summary>
public sealed class Elu(double alpha = 1) : Module
{
    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"Elu({alpha})");

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => x.Elu(alpha);
}

/// <summary>x·Φ(x), Φ the normal distribution's function.</summary>
public sealed class Gelu : Module
{
    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => x.Gelu();
}

/// <summary>x·σ(x).</summary>
public sealed class Silu : Module
{
    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => x.Silu();
}

/// <summary>σ(x) = 1/(1 + e⁻ˣ).</summary>
public sealed class Sigmoid : Module
{
    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => x.Sigmoid();
}

/// <summary>tanh x.</summary>
public sealed class Tanh : Module
{
    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => x.Tanh();
}

/// <summary>x·min(max(x + 3, 0), 6)/6.</summary>
public sealed class HardSwish : Module
{
    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => x.HardSwish();
}

/// <summary>min(max(x + 3, 0), 6)/6.</summary>
public sealed class HardSigmoid : Module
{
    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => x.HardSigmoid();
}

/// <summary>The softmax over one dimension, or its logarithm.</summary>
public sealed class Softmax(int dim = 1, bool logarithm = false) : Module
{
    /// <inheritdoc/>
    public override string ToString() => logarithm ? $"Softmax({dim}, logarithm)" : $"Softmax({dim})";

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => logarithm ? x.LogSoftmax(dim) : x.Softmax(dim);
}
