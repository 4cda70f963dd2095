using System.Reflection;
using NeuralCore.Backends;
using NeuralCore.Backends.Gpu;
using NeuralCore.Memory;
using NeuralCore.Ops;

namespace NeuralCore.Tests.Backends.Gpu;

/// <summary>Every pointwise function, reduction and optimizer's step of the engine is also one of the GPUs: the one text compiles there and gives the same numbers.</summary>
/// <remarks>The registry's samples reach those of the ops; here are also those of optimizers, clipping, metrics and checks. All attributes are zero.</remarks>
public sealed class FunctionTests
{
    private static readonly Type[] Kinds = [typeof(IUnary), typeof(IBinary), typeof(ITernary), typeof(IUpdate), typeof(IReduction)];

    private static readonly Dictionary<string, Type> Functions = typeof(Tensor).Assembly.GetTypes()
        .Where(type => type.IsValueType && !type.IsGenericTypeDefinition && Kinds.Any(kind => kind.IsAssignableFrom(type)))
        .ToDictionary(type => type.FullName!);

    public static IEnumerable<TheoryDataRow<string, string>> Rows =>
        from function in Functions.Keys
        from device in new[] { "ptx", "opencl", "opencl without Float64" }
        let row = new TheoryDataRow<string, string>(function, device)
        select device == "ptx" ? row : DevicesUnderTest.Long(row);

    [Theory, MemberData(nameof(Rows))]
    public void A_function_gives_the_same_numbers_on_the_device(string name, string deviceName)
    {
        var device = DevicesUnderTest.Get(deviceName);
        var function = Functions[name];
        foreach (var kind in Kinds.Where(kind => kind.IsAssignableFrom(function)))
            foreach (var (type, tolerance) in new[] { (ElementType.Float64, 1e-12), (ElementType.Float32, 1e-5) })
            {
                if (type == ElementType.Float64 && !GpuDevices.Runtime(device).Limits.HasFloat64) continue;
                var (expected, actual) = (On(Device.Reference, ElementType.Float64), On(device, type));
                for (var i = 0; i < expected.Length; i++)
                    Assert.True(IsNear(expected[i], actual[i], tolerance), $"{name} as {kind.Name} {type}, element {i}: reference {expected[i]}, {device} {actual[i]}");

                double[] On(Device device, ElementType type) => (double[])typeof(FunctionTests)
                    .GetMethod(kind.Name[1..], BindingFlags.NonPublic | BindingFlags.Static)!
                    .MakeGenericMethod(function).Invoke(null, [device, type])!;
            }
    }

    private static bool IsNear(double expected, double actual, double tolerance) =>
        expected.Equals(actual) || Math.Abs(expected - actual) <= tolerance * Math.Max(1, Math.Abs(expected));

    private static double[] Unary<F>(Device device, ElementType type) where F : struct, IUnary
    {
        var (x, y) = (Drawn(1, [3, 5], device, type), Empty(device, type));
        x.Backend.Map(default(F), x.View, y.View);
        return Read(y, x);
    }

    private static double[] Binary<F>(Device device, ElementType type) where F : struct, IBinary
    {
        var (a, b, y) = (Drawn(1, [3, 5], device, type), Drawn(2, [3, 1], device, type), Empty(device, type));
        y.Backend.Zip(default(F), a.View, b.View, y.View);
        return Read(y, a, b);
    }

    private static double[] Ternary<F>(Device device, ElementType type) where F : struct, ITernary
    {
        var (a, b, c, y) = (Drawn(1, [3, 5], device, type), Drawn(2, [5], device, type), Drawn(3, [3, 5], device, type), Empty(device, type));
        y.Backend.Zip(default(F), a.View, b.View, c.View, y.View);
        return Read(y, a, b, c);
    }

    private static double[] Update<F>(Device device, ElementType type) where F : struct, IUpdate
    {
        var (p, g) = (Drawn(1, [3, 5], device, type), Drawn(2, [3, 5], device, type));
        var (s0, s1, s2) = (Drawn(3, [3, 5], device, type), Drawn(4, [3, 5], device, type), Drawn(5, [3, 5], device, type));
        p.Backend.Update(default(F), p.View, g.View, s0.View, s1.View, s2.View);
        return [.. Read(p, g), .. Read(s0), .. Read(s1), .. Read(s2)];
    }

    private static double[] Reduction<F>(Device device, ElementType type) where F : struct, IReduction
    {
        var x = Drawn(1, [3, 5, 7], device, type);
        var (middle, all) = (Tensor.Empty([3, 7], type, device), Tensor.Empty(Shape.Scalar, type, device));
        x.Backend.Reduce(default(F), x.View, middle.View, 0b010);
        x.Backend.Reduce(default(F), x.View, all.View, 0b111);
        return [.. Read(middle, x), .. Read(all)];
    }

    // Between 0 and 1, where all of them are smooth.
    private static Tensor Drawn(ulong seed, Shape shape, Device device, ElementType type) =>
        Tensor.Uniform(shape, new Generator(seed), 0.1, 0.9).To(type).To(device);

    private static Tensor Empty(Device device, ElementType type) => Tensor.Empty([3, 5], type, device);

    private static double[] Read(Tensor y, params Tensor[] operands)
    {
        var values = y.ToArray<double>();
        foreach (var x in operands) GC.KeepAlive(x);
        return values;
    }
}
