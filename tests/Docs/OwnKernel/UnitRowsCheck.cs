using NeuralCore;
using NeuralCore.Autograd;
using NeuralCore.Checking;
using NeuralCore.Ops;

namespace OwnKernel;

/// <summary>Holds the kernels against finite differences and against the plain formula, and takes their time.</summary>
public static class UnitRowsCheck
{
    public static string Run(Device device)
    {
        // Differences compute the function some eight times for every element: a small matrix.
        GradientChecker.Function f = xs => [xs[0]!.UnitRows()];
        var small = Random([2, 9], device);
        var first = new GradientChecker().Check("unit_rows", f, [small], ["x"]);
        var second = new GradientChecker().CheckSecondOrder("gradient of unit_rows", f, [small], ["x"]);

        // Rows longer than a group of threads, and no multiple of one: against the formula in ops, which is what the CPU computes.
        var (x, dy) = (Random([3, 300], device), Random([3, 300], device, seed: 2));
        var difference = Results(x, dy).Zip(Results(x.To(Device.Cpu), dy.To(Device.Cpu)), (a, b) => Math.Abs(a - b)).Max();

        var profiler = new Profiler();
        using (Dispatcher.Listen(profiler)) Results(x, dy);
        return $"{first}\n{second}\nfurthest from the formula: {difference:e0}\n{profiler}";
    }

    private static Tensor Random(Shape shape, Device device, ulong seed = 1) =>
        Tensor.Normal(shape, new Generator(seed), type: ElementType.Float64, device: device);

    // y, and dx for a given dy.
    private static double[] Results(Tensor x, Tensor dy)
    {
        x = x.Detach().WithGrad();
        var y = x.UnitRows();
        y.Backward(dy);
        return [.. y.ToArray<double>(), .. x.Grad!.ToArray<double>()];
    }
}
