using NeuralCore.Nn;
using NeuralCore.Ops;

namespace NeuralCore.Models;

/// <summary>Fig. 5 of Szegedy et al. 2016 (arXiv:1512.00567): a 5×5 window by two 3×3, in torchvision's form one branch keeps the 5×5.</summary>
internal sealed class InceptionA(int inputs, int pool) : Module
{
    private readonly BasicConv _branch1x1 = new(inputs, 64, 1);
    private readonly BasicConv _branch5x5_1 = new(inputs, 48, 1);
    private readonly BasicConv _branch5x5_2 = BasicConv.Same(48, 64, 5);
    private readonly BasicConv _branch3x3dbl_1 = new(inputs, 64, 1);
    private readonly BasicConv _branch3x3dbl_2 = BasicConv.Same(64, 96, 3);
    private readonly BasicConv _branch3x3dbl_3 = BasicConv.Same(96, 96, 3);
    private readonly BasicConv _branch_pool = new(inputs, pool, 1);

    protected override Tensor Compute(Tensor x)                                                    // [N, C, H, W]
    {
        var one = _branch1x1.Forward(x);                                                           // [N, 64, H, W]
        var five = _branch5x5_2.Forward(_branch5x5_1.Forward(x));                                  // [N, 64, H, W]
        var three = _branch3x3dbl_3.Forward(_branch3x3dbl_2.Forward(_branch3x3dbl_1.Forward(x)));  // [N, 96, H, W]
        var average = _branch_pool.Forward(x.AveragePool(3, stride: 1, padding: 1));               // [N, pool, H, W]
        return Tensor.Concat([one, five, three, average], 1);                                      // [N, 224 + pool, H, W]
    }
}

/// <summary>Fig. 10 of Szegedy et al. 2016 (arXiv:1512.00567): halves the planes by convolution and by pooling side by side.</summary>
internal sealed class InceptionB(int inputs) : Module
{
    private readonly BasicConv _branch3x3 = new(inputs, 384, 3, stride: 2);
    private readonly BasicConv _branch3x3dbl_1 = new(inputs, 64, 1);
    private readonly BasicConv _branch3x3dbl_2 = BasicConv.Same(64, 96, 3);
    private readonly BasicConv _branch3x3dbl_3 = new(96, 96, 3, stride: 2);

    protected override Tensor Compute(Tensor x)                                                    // [N, C, 35, 35]
    {
        var three = _branch3x3.Forward(x);                                                         // [N, 384, 17, 17]
        var twice = _branch3x3dbl_3.Forward(_branch3x3dbl_2.Forward(_branch3x3dbl_1.Forward(x)));  // [N, 96, 17, 17]
        return Tensor.Concat([three, twice, x.MaxPool(3, stride: 2)], 1);                          // [N, 480 + C, 17, 17]
    }
}

/// <summary>Fig. 6 of Szegedy et al. 2016 (arXiv:1512.00567): a 7×7 window by a row of 7 and a column of 7, 14 weights in place of 49.</summary>
internal sealed class InceptionC(int inputs, int width) : Module
{
    private readonly BasicConv _branch1x1 = new(inputs, 192, 1);
    private readonly BasicConv _branch7x7_1 = new(inputs, width, 1);
    private readonly BasicConv _branch7x7_2 = BasicConv.Same(width, width, (1, 7));
    private readonly BasicConv _branch7x7_3 = BasicConv.Same(width, 192, (7, 1));
    private readonly BasicConv _branch7x7dbl_1 = new(inputs, width, 1);
    private readonly BasicConv _branch7x7dbl_2 = BasicConv.Same(width, width, (7, 1));
    private readonly BasicConv _branch7x7dbl_3 = BasicConv.Same(width, width, (1, 7));
    private readonly BasicConv _branch7x7dbl_4 = BasicConv.Same(width, width, (7, 1));
    private readonly BasicConv _branch7x7dbl_5 = BasicConv.Same(width, 192, (1, 7));
    private readonly BasicConv _branch_pool = new(inputs, 192, 1);

    protected override Tensor Compute(Tensor x)                                                    // [N, 768, 17, 17]
    {
        var one = _branch1x1.Forward(x);                                                           // [N, 192, 17, 17]
        var seven = _branch7x7_3.Forward(_branch7x7_2.Forward(_branch7x7_1.Forward(x)));           // [N, 192, 17, 17]
        var twice = _branch7x7dbl_3.Forward(_branch7x7dbl_2.Forward(_branch7x7dbl_1.Forward(x)));  // [N, width, 17, 17]
        twice = _branch7x7dbl_5.Forward(_branch7x7dbl_4.Forward(twice));                           // [N, 192, 17, 17]
        var average = _branch_pool.Forward(x.AveragePool(3, stride: 1, padding: 1));               // [N, 192, 17, 17]
        return Tensor.Concat([one, seven, twice, average], 1);                                     // [N, 768, 17, 17]
    }
}

/// <summary>The second halving of Inception v3 (Szegedy et al. 2016, arXiv:1512.00567, table 1), one of its branches with a 7×7 window.</summary>
internal sealed class InceptionD(int inputs) : Module
{
    private readonly BasicConv _branch3x3_1 = new(inputs, 192, 1);
    private readonly BasicConv _branch3x3_2 = new(192, 320, 3, stride: 2);
    private readonly BasicConv _branch7x7x3_1 = new(inputs, 192, 1);
    private readonly BasicConv _branch7x7x3_2 = BasicConv.Same(192, 192, (1, 7));
    private readonly BasicConv _branch7x7x3_3 = BasicConv.Same(192, 192, (7, 1));
    private readonly BasicConv _branch7x7x3_4 = new(192, 192, 3, stride: 2);

    protected override Tensor Compute(Tensor x)                                                    // [N, C, 17, 17]
    {
        var three = _branch3x3_2.Forward(_branch3x3_1.Forward(x));                                 // [N, 320, 8, 8]
        var seven = _branch7x7x3_3.Forward(_branch7x7x3_2.Forward(_branch7x7x3_1.Forward(x)));     // [N, 192, 17, 17]
        seven = _branch7x7x3_4.Forward(seven);                                                     // [N, 192, 8, 8]
        return Tensor.Concat([three, seven, x.MaxPool(3, stride: 2)], 1);                          // [N, 512 + C, 8, 8]
    }
}

/// <summary>Fig. 7 of Szegedy et al. 2016 (arXiv:1512.00567): a row of 3 and a column of 3 side by side, so that the last planes have many features.</summary>
internal sealed class InceptionE(int inputs) : Module
{
    private readonly BasicConv _branch1x1 = new(inputs, 320, 1);
    private readonly BasicConv _branch3x3_1 = new(inputs, 384, 1);
    private readonly BasicConv _branch3x3_2a = BasicConv.Same(384, 384, (1, 3));
    private readonly BasicConv _branch3x3_2b = BasicConv.Same(384, 384, (3, 1));
    private readonly BasicConv _branch3x3dbl_1 = new(inputs, 448, 1);
    private readonly BasicConv _branch3x3dbl_2 = BasicConv.Same(448, 384, 3);
    private readonly BasicConv _branch3x3dbl_3a = BasicConv.Same(384, 384, (1, 3));
    private readonly BasicConv _branch3x3dbl_3b = BasicConv.Same(384, 384, (3, 1));
    private readonly BasicConv _branch_pool = new(inputs, 192, 1);

    protected override Tensor Compute(Tensor x)                                                    // [N, C, 8, 8]
    {
        var one = _branch1x1.Forward(x);                                                           // [N, 320, 8, 8]
        var three = _branch3x3_1.Forward(x);                                                       // [N, 384, 8, 8]
        var twice = _branch3x3dbl_2.Forward(_branch3x3dbl_1.Forward(x));                           // [N, 384, 8, 8]
        var average = _branch_pool.Forward(x.AveragePool(3, stride: 1, padding: 1));               // [N, 192, 8, 8]
        return Tensor.Concat(
            [
                one,
                _branch3x3_2a.Forward(three), _branch3x3_2b.Forward(three),
                _branch3x3dbl_3a.Forward(twice), _branch3x3dbl_3b.Forward(twice),
                average,
            ], 1);                                                                                 // [N, 2048, 8, 8]
    }
}
