using NeuralCore.Backends;
using NeuralCore.Memory;
using NeuralCore.Nn;
using NeuralCore.Optim;
using NeuralCore.Tests.Optim;

namespace NeuralCore.Tests.Backends.Gpu;

/// <summary>Optimizers on GPUs: one kernel over all parameters.</summary>
public sealed class GpuUpdateTests
{
    private static readonly int[] Counts = [1, 0, 255, 4096, 4097, 3, 9000];

    public static IEnumerable<TheoryDataRow<string, ElementType>> Devices => GpuParity.Devices;

    [Theory, MemberData(nameof(Devices))]
    public void Many_parameters_in_one_or_several_pieces_of_memory_change_as_each_does_alone(string device, ElementType type)
    {
        var parity = new GpuParity(device, type);
        var room = Counts.Sum() + 2 * Counts.Length;
        double[][] values = [.. Enumerable.Range(0, 4).Select(_ => parity.Random([room]))];
        foreach (var isTogether in new[] { true, false })
            foreach (var states in new[] { 0, 2 })
            {
                var (all, single) = (Operands(), Operands());
                // Twice: the second time the tables are there already.
                for (var step = 0; step < 2; step++)
                {
                    if (states == 0) parity.Gpu.Update(new Sgd.Plain(0.1, 0.01), all);
                    else parity.Gpu.Update(new Adam.Rule(0.1, 0.9, 0.99, 1e-8, 1.5, 0.01, 1, false), all);
                    foreach (var (p, g, s0, s1, s2) in single)
                        if (states == 0) parity.Gpu.Update(new Sgd.Plain(0.1, 0.01), p, g, s0, s1, s2);
                        else parity.Gpu.Update(new Adam.Rule(0.1, 0.9, 0.99, 1e-8, 1.5, 0.01, 1, false), p, g, s0, s1, s2);
                }
                foreach (var (a, s) in all.Zip(single))
                    foreach (var (x, y) in Views(a).Zip(Views(s)))
                        Assert.Equal(parity.Read(parity.Gpu, y), parity.Read(parity.Gpu, x));

                // Either all of one kind in one storage, with gaps, or each in its own.
                UpdateOperands[] Operands()
                {
                    View[] storages = [.. values.Select(v => parity.On(parity.Gpu, [room], v))];
                    var at = 0;
                    return [.. Counts.Select(count =>
                    {
                        View[] views = [.. storages.Select((storage, kind) => isTogether
                            ? storage with { Offset = storage.Offset + at + kind % 2, Shape = [count] }
                            : parity.On(parity.Gpu, [count], values[kind][at..(at + count)]))];
                        at += count + 2;
                        return new UpdateOperands(views[0], views[1], states > 0 ? views[2] : null, states > 1 ? views[3] : null);
                    })];
                }
            }

        static IEnumerable<View> Views(UpdateOperands operands) =>
            new[] { operands.P, operands.G, operands.S0, operands.S1 }.OfType<View>();
    }

    [Theory, MemberData(nameof(Devices))]
    public void Every_optimizer_steps_as_on_the_reference(string device, ElementType type)
    {
        var tested = DevicesUnderTest.Get(device);
        Func<Pair, Optimizer>[] optimizers =
        [
            m => new Sgd(m, 0.1, weightDecay: 0.01), m => new Sgd(m, 0.1, momentum: 0.9, nesterov: true), m => new Adam(m), m => new AdamW(m, amsGrad: true),
            m => new RmsProp(m, momentum: 0.5, centered: true), m => new Adagrad(m, initialSum: 0.1),
        ];
        foreach (var make in optimizers)
        {
            var (expected, actual) = (Run(Device.Reference), Run(tested));
            var tolerance = type == ElementType.Float64 ? 1e-14 : 1e-6;
            foreach (var (e, a) in expected.Zip(actual)) Assert.InRange(a, e - tolerance, e + tolerance);

            double[] Run(Device on)
            {
                var random = new Random(1);
                double[][] Draw() => [.. new[] { 12, 5 }.Select(n => Enumerable.Range(0, n).Select(_ => 2 * random.NextDouble() - 1).ToArray())];
                var model = new Pair().To(on).To(type);
                model.Set(Draw());
                var optimizer = make(model);
                for (var step = 0; step < 3; step++)
                {
                    model.SetGradients(Draw());
                    optimizer.Step();
                }
                return [.. model.Parameters().SelectMany(p => p.Value.ToArray<double>())];
            }
        }
    }
}
