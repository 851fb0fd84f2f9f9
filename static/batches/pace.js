/* The slider beside the number of calls at once: each shows what the other says. */

export function watchPace() {
  document.addEventListener("input", ({ target }) => {
    if (target.id === "worker-slider") document.getElementById("id_worker_num").value = target.value;
    else if (target.id === "id_worker_num") document.getElementById("worker-slider").value = target.value;
  });
}
