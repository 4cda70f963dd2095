using NeuralCore;
using NeuralCore.Nn;
using NeuralCore.Ops;
using NeuralCore.Optim;

namespace ReadmeExample;

internal static class Xor
{
    public static Tensor Run()
    {
        // begin
        var model = new Sequential(new Linear(2, 16), new Tanh(), new Linear(16, 1)).Initialize(seed: 1);
        var optimizer = new Adam(model, rate: 0.02);

        var x = Tensor.From([0f, 0, 0, 1, 1, 0, 1, 1], [4, 2]);
        var target = Tensor.From([0f, 1, 1, 0], [4, 1]);
        for (var step = 0; step < 500; step++)
        {
            using var scope = new MemoryScope();      // what the step made goes back at its end
            optimizer.ZeroGrad();
            var loss = model.Forward(x).BinaryCrossEntropyWithLogits(target);
            loss.Backward();
            optimizer.Step();
        }
        Console.WriteLine(model.Forward(x).Sigmoid());
        // end
        return model.Forward(x).Sigmoid();
    }
}
