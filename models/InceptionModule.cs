using NeuralCore.Nn;
using NeuralCore.Ops;

namespace NeuralCore.Models;

/// <summary>GoogLeNet's inception module (Szegedy et al. 2015, arXiv:1409.4842, fig. 2b): four branches see the same planes through windows of different size and are joined by channel.</summary>
/// <remarks>
/// The 1×1 convolutions before the larger windows are bottlenecks: they thin the channels out where a weight is used
/// k² times. Pooling has stride 1, so that all branches keep height and width.
/// </remarks>
internal sealed class InceptionModule : Module
{
    private readonly Module _branch1;
    private readonly Sequential _branch2;
    private readonly Sequential _branch3;
    private readonly Sequential _branch4;
    private readonly SqueezeExcitation? _se;

    /// <summary>A module of the widths of one row of table 1.</summary>
    /// <param name="inputs">The channels that come in.</param>
    /// <param name="row">The branches' widths.</param>
    /// <param name="unit">A convolution that keeps the planes' size with its nonlinearity, from inputs, outputs and kernel.</param>
    /// <param name="large">The third branch's kernel: 5 in the paper.</param>
    /// <param name="reduction">The r of a squeeze-and-excitation behind the join (Hu et al. 2018, arXiv:1709.01507, fig. 2), if there is one.</param>
    public InceptionModule(int inputs, InceptionRow row, Func<int, int, int, Module> unit, int large = 5, int? reduction = null)
    {
        _branch1 = unit(inputs, row.One, 1);
        _branch2 = [unit(inputs, row.ReduceThree, 1), unit(row.ReduceThree, row.Three, 3)];
        _branch3 = [unit(inputs, row.ReduceFive, 1), unit(row.ReduceFive, row.Five, large)];
        _branch4 = [new MaxPool(3, stride: 1, padding: 1), unit(inputs, row.Pool, 1)];
        if (reduction is { } r) _se = new(row.Outputs, r);
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)                                       // [N, C, H, W]
    {
        var one = _branch1.Forward(x);                                                // [N, One, H, W]
        var three = _branch2.Forward(x);                                              // [N, Three, H, W]
        var five = _branch3.Forward(x);                                               // [N, Five, H, W]
        var pool = _branch4.Forward(x);                                               // [N, Pool, H, W]
        var joined = Tensor.Concat([one, three, five, pool], 1);                      // [N, One + Three + Five + Pool, H, W]
        return _se is null ? joined : _se.Forward(joined);                            // [N, One + Three + Five + Pool, H, W]
    }
}

/// <summary>A row of GoogLeNet's table 1: the branches' widths, "reduce" those of the bottlenecks.</summary>
internal readonly record struct InceptionRow(int One, int ReduceThree, int Three, int ReduceFive, int Five, int Pool)
{
    public static readonly InceptionRow
        Row3A = new(64, 96, 128, 16, 32, 32),
        Row3B = new(128, 128, 192, 32, 96, 64),
        Row4A = new(192, 96, 208, 16, 48, 64),
        Row4B = new(160, 112, 224, 24, 64, 64),
        Row4C = new(128, 128, 256, 24, 64, 64),
        Row4D = new(112, 144, 288, 32, 64, 64),
        Row4E = new(256, 160, 320, 32, 128, 128),
        Row5A = new(256, 160, 320, 32, 128, 128),
        Row5B = new(384, 192, 384, 48, 128, 128);

    /// <summary>The channels of the four branches together.</summary>
    public int Outputs => One + Three + Five + Pool;

    /// <summary>The row with every width multiplied by α.</summary>
    public InceptionRow Thin(double alpha)
    {
        return new(Of(One), Of(ReduceThree), Of(Three), Of(ReduceFive), Of(Five), Of(Pool));

        int Of(int full) => WidthMultiplier.Thin(full, alpha);
    }
}
