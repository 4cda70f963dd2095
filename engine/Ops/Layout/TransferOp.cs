using NeuralCore.Autograd;

namespace NeuralCore.Ops;

/// <summary>The same values on another device; the gradient comes back.</summary>
/// <param name="Device">The device to copy to.</param>
public sealed record TransferOp(Device Device) : Op, IOp
{
    /// <inheritdoc/>
    public static OpInfo Info { get; } = new("transfer",
        Formula: "y = x, on another device",
        Samples: [new(new TransferOp(Device.Reference), new OpInput([3, 4])), new(new TransferOp(Device.Cpu), new OpInput([2, 3]))],
        Errors: []);

    /// <inheritdoc/>
    public override bool Accepts(int input, ElementType type) => true;

    /// <inheritdoc/>
    public override Shape[] InferShapes(ReadOnlySpan<Tensor?> inputs) => [inputs[0]!.Shape];

    /// <inheritdoc/>
    public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs)
    {
        var x = inputs[0]!;
        saved.SaveState(x.Device);
        return [Tensor.Empty(x.Shape, x.Type, Device).CopyFrom(x)];
    }

    /// <inheritdoc/>
    public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs) => [dys[0]!.To(saved.State<Device>())];
}

/// <summary>Moving between devices.</summary>
public static class TransferExtensions
{
    extension(Tensor x)
    {
        /// <summary>x copied to a device; x itself if it is there.</summary>
        /// <exception cref="DeviceException">The device has not enough memory.</exception>
        public Tensor To(Device device) => x.Device == device ? x : Dispatcher.Apply(new TransferOp(device), x);
    }
}
