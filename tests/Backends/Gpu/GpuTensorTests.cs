using NeuralCore.Nn;
using NeuralCore.Ops;

namespace NeuralCore.Tests.Backends.Gpu;

/// <summary>A tensor in a GPU's memory is filled, read, printed, moved and given back as one of the host is.</summary>
public sealed class GpuTensorTests
{
    private static readonly double[] Values = [0, 1, -2.5, 1e30, double.NaN, double.PositiveInfinity];

    public static TheoryData<string> Devices => ["ptx", "opencl"];

    public static IEnumerable<TheoryDataRow<string, ElementType>> Types =>
        from device in Devices
        from type in Enum.GetValues<ElementType>()
        select new TheoryDataRow<string, ElementType>(device, type);

    [Theory, MemberData(nameof(Types))]
    public void Elements_of_every_type_come_back_as_they_went(string name, ElementType type)
    {
        var device = DevicesUnderTest.Get(name);
        double[] values = type.IsFloating() ? Values : [0, 1, 0, 1, 1, 0];
        var there = Tensor.FromDoubles(values, [2, 3], type, device);
        var here = Tensor.FromDoubles(values, [2, 3], type);
        Assert.Equal((device, type), (there.Device, there.Type));
        Assert.Equal(here.ToArray<double>(), there.ToArray<double>());
        Assert.Equal(here.ToArray<float>(), there.ToArray<float>());
        if (!type.IsFloating()) Assert.Equal(here.ToArray<long>(), there.ToArray<long>());
        Assert.Equal(here.ToString().Replace("on cpu", $"on {device}"), there.ToString());
    }

    [Theory, MemberData(nameof(Devices))]
    public void The_one_number_of_a_loss_is_read(string name)
    {
        var device = DevicesUnderTest.Get(name);
        Assert.Equal(0.1f, Tensor.Full(Shape.Scalar, 0.1f, device: device).Item());
        Assert.Equal(0.1, Tensor.Full(Shape.Scalar, 0.1, ElementType.Float64, device).Item());
        Assert.Throws<ShapeException>(() => Tensor.Zeros([2], device: device).Item());
    }

    [Theory, MemberData(nameof(Types))]
    public void A_copy_is_converted_on_its_way_between_any_two_devices(string name, ElementType type)
    {
        var gpu = DevicesUnderTest.Get(name);
        foreach (var (from, to) in new[] { (Device.Cpu, gpu), (gpu, Device.Cpu), (Device.Reference, gpu), (gpu, Device.Reference), (gpu, gpu) })
            foreach (var source in new[] { ElementType.Float32, ElementType.Float64, ElementType.Int64 })
            {
                double[] values = type == ElementType.Bool ? [0, 1, 1] : source.IsFloating() && type.IsFloating() ? [0.1, -3, 7] : [1, -3, 7];
                var expected = Tensor.FromDoubles(values, [3], source).To(type).ToArray<double>();
                var target = Tensor.Zeros([3], type, to);
                Assert.Equal(expected, target.CopyFrom(Tensor.FromDoubles(values, [3], source, from)).ToArray<double>());
            }
    }

    [Fact]
    public void A_copy_goes_from_one_GPU_to_another()
    {
        var (ptx, opencl) = (DevicesUnderTest.Get("ptx"), DevicesUnderTest.Get("opencl"));
        var x = Tensor.From([1f, 2f, 3f], [3], ptx).WithGrad();
        var y = x.To(opencl);
        Assert.Equal(opencl, y.Device);
        Assert.Equal([1f, 2f, 3f], y.ToArray<float>());
        y.Backward(Tensor.From([4f, 5f, 6f], [3], opencl));
        Assert.Equal((ptx, "4,5,6"), (x.Grad!.Device, string.Join(',', x.Grad!.ToArray<float>())));
    }

    [Theory, MemberData(nameof(Devices))]
    public void A_view_reads_and_writes_its_part_of_the_memory(string name)
    {
        var device = DevicesUnderTest.Get(name);
        var x = Tensor.From([0f, 1f, 2f, 3f, 4f, 5f], [3, 2], device);
        var row = x.Slice(0, 1, 2);
        Assert.Equal([2f, 3f], row.ToArray<float>());
        Assert.Equal([-2f, -3f], (-row).ToArray<float>());
        row.Fill(9);
        Assert.Equal([0f, 1f, 9f, 9f, 4f, 5f], x.ToArray<float>());
        row.CopyFrom(Tensor.From([7f, 8f], [1, 2]));
        Assert.Equal([0f, 1f, 7f, 8f, 4f, 5f], x.Reshape(6).ToArray<float>());
    }

    [Theory, MemberData(nameof(Devices))]
    public void A_tensor_without_elements_is_no_trouble(string name)
    {
        var device = DevicesUnderTest.Get(name);
        var none = Tensor.Zeros([2, 0], device: device);
        Assert.Empty(none.ToArray<float>());
        Assert.Empty((-none).To(Device.Cpu).ToArray<double>());
        Assert.Empty(none.To(ElementType.Float64).ToArray<double>());
    }

    [Theory, MemberData(nameof(Devices))]
    public void What_a_scope_made_goes_back_and_says_so_when_it_is_touched(string name)
    {
        var device = DevicesUnderTest.Get(name);
        Tensor lost, kept, returned;
        using (var scope = new MemoryScope())
        {
            var x = Tensor.From([1f, 2f], [2], device);
            (lost, kept, returned) = (-x, (-x).Keep(), (-x).ReturnFrom(scope));
        }
        Assert.Contains("was given back", Assert.Throws<GradientException>(() => lost.ToArray<float>()).Message);
        Assert.Equal($"float32 [2] on {device} (released)", lost.ToString());
        Assert.Equal([-1f, -2f], kept.ToArray<float>());
        Assert.Equal([-1f, -2f], returned.ToArray<float>());
    }

    [Theory, MemberData(nameof(Devices))]
    public void Operands_on_two_devices_are_refused_naming_both_and_the_remedy(string name)
    {
        var device = DevicesUnderTest.Get(name);
        var error = Assert.Throws<ShapeException>(() => Tensor.Zeros([2, 3]) * Tensor.Zeros([3], device: device));
        Assert.Contains($"operands on different devices: cpu [2, 3] and {device} [3]; move one with To(device)", error.Message);
        error = Assert.Throws<ShapeException>(() => Tensor.Zeros([2, 3], ElementType.Float64, device) * Tensor.Zeros([3], device: device));
        Assert.Contains("operands of different types: Float64 [2, 3] and Float32 [3]", error.Message);

        var model = new Linear(3, 2).To(device).Initialize(1);
        error = Assert.Throws<ShapeException>(() => model.Forward(Tensor.Zeros([4, 3])));
        Assert.Contains("Linear", error.Message);
        Assert.Contains($"cpu [4, 3] and {device} [2, 3]", error.Message);
    }

    [Theory, MemberData(nameof(Devices))]
    public void Gradients_and_running_statistics_of_another_device_are_refused(string name)
    {
        var device = DevicesUnderTest.Get(name);
        var x = Tensor.Zeros([2], device: device).WithGrad();
        var error = Assert.Throws<ShapeException>(() => x.Grad = Tensor.Zeros([2]));
        Assert.Equal($"the gradient of Float32 [2] on {device} is a tensor like it; got Float32 [2] on cpu", error.Message);
        Assert.Throws<GradientException>(() => (-x).Backward(Tensor.Zeros([2])));

        var layer = new BatchNorm(2, affine: false);
        error = Assert.Throws<ShapeException>(() => layer.Forward(Tensor.Ones([3, 2], device: device)));
        Assert.Contains($"the running statistics are Float32 on cpu and the input is Float32 on {device}", error.Message);
    }

    [Theory, MemberData(nameof(Devices))]
    public void Random_numbers_are_the_same_on_every_device(string name)
    {
        var device = DevicesUnderTest.Get(name);
        Assert.Equal(Drawn(Device.Cpu), Drawn(device));
        Assert.Equal(Dropped(Device.Cpu), Dropped(device));

        static float[] Drawn(Device device) => Tensor.Normal([257], new Generator(3), device: device).ToArray<float>();

        static float[] Dropped(Device device)
        {
            var layer = new Dropout(0.4).UseGenerator(new Generator(5, Generator.Streams.Dropout)).Train();
            layer.Forward(Tensor.Ones([100], device: device));
            return layer.Forward(Tensor.Ones([1001], device: device)).ToArray<float>();
        }
    }

    [Theory, MemberData(nameof(Devices))]
    public void A_model_is_drawn_the_same_wherever_it_stands_and_moves_with_its_gradients(string name)
    {
        var device = DevicesUnderTest.Get(name);
        var (here, there) = (new Linear(3, 2).Initialize(1), new Linear(3, 2).To(device).Initialize(1));
        Assert.Equal(here.Weight.Value.ToArray<float>(), there.Weight.Value.ToArray<float>());

        here.Weight.Value.Grad = Tensor.Full([2, 3], 7);
        here.To(device);
        Assert.Equal((device, device), (here.Weight.Value.Device, here.Weight.Grad!.Device));
        Assert.Equal(Enumerable.Repeat(7f, 6), here.Weight.Grad.ToArray<float>());
        Assert.Equal(there.Weight.Value.ToArray<float>(), here.To(Device.Cpu).Weight.Value.ToArray<float>());
    }
}
