using NeuralCore.Autograd;
using NeuralCore.Checking;
using NeuralCore.Ops;

namespace NeuralCore.Tests.Docs.OwnKernel;

/// <summary>Holds the kernels against finite differences and against the plain formula, and takes their time.</summary>
public static class UnitRowsCheck
{
    public static string Run(Device device)
    {
        var x = Tensor.Normal([3, 150], new Generator(1), type: ElementType.Float64, device: device);
        GradientChecker.Function f = xs => [xs[0]!.UnitRows()];
        var first = new GradientChecker().Check("unit_rows", f, [x]);
        var second = new GradientChecker().CheckSecondOrder("gradient of unit_rows", f, [x]);

        var (kernel, formula) = (x.UnitRows().ToArray<double>(), x.To(Device.Cpu).UnitRows().ToArray<double>());
        var difference = kernel.Zip(formula, (a, b) => Math.Abs(a - b)).Max();

        x.RequiresGrad = true;
        x.UnitRows().Sum().Backward();                    // compiles what is not compiled yet
        x.Grad = null;
        var profiler = new Profiler();
        using (Dispatcher.Listen(profiler)) x.UnitRows().Sum().Backward();
        return $"{first}\n{second}\nfurthest from the formula: {difference:e0}\n{profiler}";
    }
}
